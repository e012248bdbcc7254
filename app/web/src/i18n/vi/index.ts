import checks from "./checks.json";
import dashboard from "./dashboard.json";
import fields from "./fields.json";
import files from "./files.json";
import inbox from "./inbox.json";
import invoice from "./invoice.json";
import library from "./library.json";
import names from "./names.json";
import problems from "./problems.json";
import review from "./review.json";
import shell from "./shell.json";

export default { checks, dashboard, fields, files, inbox, invoice, library, names, problems, review, shell };
