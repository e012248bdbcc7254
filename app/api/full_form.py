"""The full form of the invoice for OpenAPI, made out of the plain `Invoice`.

Each value becomes an object with the value and its evidence, as `app.domain.reading.full` writes it.
"""

from collections.abc import Iterable
from functools import cache
from types import GenericAlias, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Field, create_model

from app.domain.invoice import Code, Country, Currency, Date, Number, Text
from app.domain.reading import Evidence, Source

_NAMES = {repr(type_): name for name, type_ in {
    "Text": Text, "Code": Code, "Date": Date, "Number": Number, "Currency": Currency, "Country": Country,
}.items()}  # fmt: skip


class Leaf(BaseModel):
    """A value, and what it rests on."""

    raw: Annotated[str | None, Field(description="the printed text of the value alone, no label")]
    confidence: Annotated[float | None, Field(ge=0, le=1, description="null: not read, or not sure enough to choose")]
    source: Annotated[Source | None, Field(description="null: no reader vouches for it")]
    checks: Annotated[list[str], Field(description="ids of failed checks that look at this value")]


def derived(
    name: str, model: type[BaseModel], *, leave_out: Iterable[str] = (), **more: tuple[Any, Any]
) -> type[BaseModel]:
    """A model of the domain as it is shown."""
    fields = {**fields_of(model, leave_out=set(leave_out)), **more}
    return create_model(name, __doc__=model.__doc__, **fields)


def fields_of(model: type[BaseModel], *, leave_out: set[str]) -> dict[str, Any]:
    """Fields of a model as `create_model` takes them."""
    return {name: (field.annotation, field) for name, field in model.model_fields.items() if name not in leave_out}


@cache
def full_form(model: type[BaseModel]) -> type[BaseModel]:
    """The model with every value replaced by value and evidence. All members may be absent."""
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        json_response = Field(default=None, description=field.description, json_schema_extra=never_null)
        fields[name] = (_full_type(field.annotation) | None, json_response)
    return create_model(f"Full{model.__name__}", __doc__=model.__doc__, **fields)


def never_null(schema: dict[str, Any]) -> None:
    """The member is left out when there is nothing to say; it is never null."""
    options = schema.pop("anyOf", None)
    if options:
        schema |= options[0]
    schema.pop("default", None)


def _full_type(annotation: Any) -> Any:
    inner = _not_none(annotation)
    if get_origin(inner) is tuple:
        return GenericAlias(list, (_full_type(get_args(inner)[0]),))
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return full_form(inner)
    return _leaf(repr(inner), inner)


def _not_none(annotation: Any) -> Any:
    """`X` of `X | None`."""
    if get_origin(annotation) in {Union, UnionType}:
        return next(one for one in get_args(annotation) if one is not type(None))
    return annotation


_leaves: dict[str, type[BaseModel]] = {}


def _leaf(key: str, type_: Any) -> type[BaseModel]:
    """One model for each type of value; `Annotated` types can be told apart by their text alone."""
    if key not in _leaves:
        name = _NAMES.get(key) or type_.__name__[0].upper() + type_.__name__[1:]
        evidence = fields_of(Evidence, leave_out={"raw", "confidence", "source"})
        _leaves[key] = create_model(
            f"{name}Value",
            __base__=Leaf,
            __doc__=Leaf.__doc__,
            value=(type_ | None, Field(description="null: see `candidates`")),
            **evidence,
        )
    return _leaves[key]
