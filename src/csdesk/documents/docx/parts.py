"""The small parts of a Word file: content types, relations, properties, settings, theme."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

from csdesk.documents.docx.pictures import Picture
from csdesk.documents.docx.xml import NAMESPACES, escape, hexadecimal
from csdesk.documents.docx_read import COPY_SPACE, PROPERTY
from csdesk.documents.model import Document
from csdesk.documents.palette import INK, MUTED, TEXT, WASH, Palette

_LONGEST_PROPERTY: Final = 255
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES: Final = {
    "/word/document.xml": f"{_WORD}.document.main+xml",
    "/word/styles.xml": f"{_WORD}.styles+xml",
    "/word/numbering.xml": f"{_WORD}.numbering+xml",
    "/word/settings.xml": f"{_WORD}.settings+xml",
    "/word/header1.xml": f"{_WORD}.header+xml",
    "/word/header2.xml": f"{_WORD}.header+xml",
    "/word/footer1.xml": f"{_WORD}.footer+xml",
    "/word/footer2.xml": f"{_WORD}.footer+xml",
    "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_PICTURE_TYPES: Final = {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml"}


_COPY_TYPES: Final = {
    "/docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "/customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
}


def content_types(media: Mapping[str, Picture], *, copy: bool = False) -> str:
    """[Content_Types].xml. `copy`: with the parts by which a returned copy is known again."""
    endings = sorted({picture.ending for picture in media.values()})
    pictures = "".join(f'<Default Extension="{ending}" ContentType="{_PICTURE_TYPES[ending]}"/>' for ending in endings)
    kinds = _TYPES | _COPY_TYPES if copy else _TYPES
    parts = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{pictures}{parts}</Types>'
    )


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """A relations part: id to (kind, target)."""
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    entries = "".join(
        f'<Relationship Id="{key}" Type="{core if kind == "core" else f"{_OFFICE}/relationships/{kind}"}" '
        f'Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _property(text: str) -> str:
    """A text as a property: one line, no longer than readers of properties accept."""
    return escape(" ".join(text.split())[:_LONGEST_PROPERTY])


def core_xml(document: Document, language: str) -> str:
    """docProps/core.xml: title, author, subject, category, language and dates, and nothing else."""
    title = (
        f"{document.title}: {document.kind}" if document.title and document.kind else document.title or document.kind
    )
    author = document.letterhead.person or document.letterhead.company
    moment = f"{document.dated.isoformat()}T00:00:00Z"
    category = "Internal copy" if document.audience == "internal" else document.kind
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_property(title)}</dc:title><dc:subject>{_property(document.account)}</dc:subject>"
        f"<dc:creator>{_property(author)}</dc:creator><cp:lastModifiedBy>{_property(author)}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        f"<cp:category>{_property(category)}</cp:category><dc:language>{escape(language)}</dc:language>"
        f"<cp:version>{_property(document.version)}</cp:version></cp:coreProperties>"
    )


def app_xml(document: Document) -> str:
    """docProps/app.xml."""
    return (
        f'<Properties xmlns="{_OFFICE}/extended-properties"><Application>CSDesk</Application>'
        f"<Company>{_property(document.letterhead.company)}</Company></Properties>"
    )


def custom_xml(mark: str) -> str:
    """docProps/custom.xml: the mark of the copy and nothing else."""
    return (
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{PROPERTY}">'
        f"<vt:lpwstr>{escape(mark)}</vt:lpwstr></property></Properties>"
    )


def copy_properties(mark: str) -> str:
    """customXml/itemProps1.xml: the number that Word wants at a custom part, worked out from the mark."""
    number = str(uuid.uuid5(uuid.NAMESPACE_OID, mark)).upper()
    return (
        f'<ds:datastoreItem ds:itemID="{{{number}}}" xmlns:ds="{_OFFICE}/customXml">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{COPY_SPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )


def settings_xml(language: str, east_asian: str, *, locked: bool) -> str:
    """word/settings.xml. `locked`: only controls can be filled in; the protection has no password to lose."""
    protection = '<w:documentProtection w:edit="forms" w:enforcement="1"/>' if locked else ""
    compatibility = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
            ("differentiateMultirowTableHeaders", 1),
        )
    )
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/>{protection}<w:defaultTabStop w:val="720"/>'
        '<w:autoHyphenation w:val="0"/><w:characterSpacingControl w:val="doNotCompress"/>'
        f"<w:compat>{compatibility}</w:compat>"
        f'<w:themeFontLang w:val="{escape(language)}" w:eastAsia="{east_asian}"/>'
        '<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" '
        'w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" '
        'w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def theme_xml(look: Palette) -> str:
    """word/theme/theme1.xml: Calibri, and the document's colours for whoever works on in Word."""
    names = ("dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
    shades = (INK, "#FFFFFF", TEXT, WASH, look.accent, look.soft, "#1E8A4F", "#C27A00", "#C7322E", MUTED)
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{hexadecimal(shade)}"/></a:{name}>'
        for name, shade in (*zip(names, shades, strict=True), ("hlink", look.accent), ("folHlink", MUTED))
    )
    font = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350" cap="flat" cmpd="sng" algn="ctr">{fill}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="CSDesk"><a:themeElements>'
        f'<a:clrScheme name="CSDesk">{colours}</a:clrScheme><a:fontScheme name="CSDesk"><a:majorFont>{font}'
        f'</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme><a:fmtScheme name="CSDesk">'
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )
