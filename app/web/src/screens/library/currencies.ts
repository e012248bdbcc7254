/** Offered while a currency is typed; any other three letters are taken, too. */
export const CURRENCIES = Intl.supportedValuesOf("currency");
