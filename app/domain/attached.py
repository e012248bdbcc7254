"""A file that came inside of a document."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class AttachedFile(BaseModel):
    """What is known of it without opening it further. Name and description are the sender's, cleaned; for display."""

    model_config = ConfigDict(frozen=True)

    number: Annotated[int, Field(ge=1, description="names it within its document")]
    name: Annotated[str | None, Field(description="as given by the sender, cleaned; for display only")] = None
    description: str | None = None
    media_type: Annotated[
        str, Field(description="by its bytes; `application/octet-stream` for a kind that is not known here")
    ]
    size: Annotated[int, Field(ge=0, description="bytes")]
    inside: Annotated[str, Field(description="`pdf`: attached to the PDF; `xml`: embedded in the XML of the invoice")]
