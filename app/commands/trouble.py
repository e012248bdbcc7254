"""What is said on the command line when documents and their database do not belong together."""

from app.commands.say import Screen
from app.domain.installation import Trouble

_TO_DO = {
    Trouble.RECORDS_MISSING: "Stop the program and put the database back where it was",
    Trouble.RECORDS_OLDER: "Stop the program and put the newest database back",
    Trouble.RECORDS_FOREIGN: "Stop the program and put the database of these documents back",
    Trouble.DOCUMENTS_OLDER: "Stop the program and put the newest documents back",
}


def tell(trouble: Trouble, console: Screen) -> None:
    """Say what was found, and what a person can do about it."""
    console.say(trouble.said, style="bold")
    console.say(
        f"{_TO_DO[trouble]}. Or go on with what is there: `invoices doctor` lists the documents without records, "
        "`invoices doctor --take-in` takes them in again, `invoices doctor --accept` ends this state."
    )
