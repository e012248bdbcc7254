"""Decides by the bytes whether a document is taken. Runs in the worker process: it parses what strangers sent."""

from app.domain.document import XML_TYPES


def inspect(data: bytes, media_type: str) -> int:
    """The number of pages of an acceptable document of this (sniffed) type; `DocumentRejected` for any other."""
    if media_type in XML_TYPES:
        from app.engine.einvoice.signed import xml_of
        from app.engine.inspect_xml import inspect_xml

        inspect_xml(xml_of(data, media_type))
        return 1
    if media_type == "application/pdf":
        from app.engine.inspect_pdf import inspect_pdf

        return inspect_pdf(data)
    from app.engine.inspect_pictures import inspect_picture

    return inspect_picture(data, media_type)
