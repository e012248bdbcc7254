import type words from "./en";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    resources: typeof words; // a key that does not exist is a type error
    returnNull: false;
  }
}
