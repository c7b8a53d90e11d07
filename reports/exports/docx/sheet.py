"""What is the same on every sheet: styles, settings, fonts, the page number, the section."""

from __future__ import annotations

from reports.exports.docx import layout
from reports.exports.docx.layout import CLOSER, Layout, Measures
from reports.exports.docx.xml import part, run

#: The names the standard and the offices use. A machine without one of them takes the second name (w:altName).
FONTS = {
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "方正小标宋简体": "方正小标宋_GBK",
    "黑体": "SimHei",
    "宋体": "SimSun",
}
BODY, KAI, TITLE, HEI, SONG = "仿宋_GB2312", "楷体_GB2312", "方正小标宋简体", "黑体", "宋体"
#: Digits and Latin letters: as wide as the half-width forms of 仿宋, and what the offices print.
LATIN = "Times New Roman"
#: 一、 （一） 1. （1） ① (7.3.3): the face of each level.
LEVELS = (HEI, KAI, BODY, BODY, BODY)
#: 五号, 四号, 三号 and 二号, in half points.
SIZE_5, SIZE_4, SIZE_3, SIZE_2 = 21, 28, 32, 44


def fonts(east: str, latin: str = LATIN) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}" w:cs="{latin}"/>'


def size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


#: The indent of a paragraph: two characters, also where Word counts in twips.
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_CENTRED, _LEFT = '<w:jc w:val="center"/>', '<w:jc w:val="left"/>'
#: Off the grid: not numbered, not drawn to its lines.
_APART = '<w:suppressLineNumbers/><w:snapToGrid w:val="0"/>'


def styles(measures: Measures) -> str:
    """The styles by the names Word knows, so that it shows them in its own language."""
    return part(
        "styles",
        _DEFAULTS + _text_styles(measures) + _head_and_foot(measures) + _numbers_and_tables(),
    )


#: No space beside digits, no punctuation hung over the edge: 28 characters stay 28 characters.
_DEFAULTS = (
    f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(BODY)}{size(SIZE_3)}"
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    "</w:pPr></w:pPrDefault></w:docDefaults>"
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1"'
    ' w:defUnhideWhenUsed="1" w:defQFormat="0" w:count="376"/>'
)


def _text_styles(measures: Measures) -> str:
    """Running text and headings: lines of one exact height, and no widow control, so that 22 lines stay 22."""
    line = f'<w:spacing w:before="0" w:after="0" w:line="{measures.line}" w:lineRule="exact"/>'
    normal = f'<w:widowControl w:val="0"/>{line}<w:jc w:val="both"/>'
    found = [
        _style("Normal", "Normal", normal, f'<w:spacing w:val="-{CLOSER}"/>', default=True),
        _style("NormalIndent", "Normal Indent", INDENT),
    ]
    for level, face in enumerate(LEVELS, start=1):
        form = f'<w:keepNext/><w:keepLines/>{INDENT}<w:outlineLvl w:val="{level - 1}"/>'
        letters = "" if face == BODY else fonts(face)
        found.append(_style(f"Heading{level}", f"heading {level}", form, letters, following="NormalIndent"))
    return "".join(found)


def _head_and_foot(measures: Measures) -> str:
    """What stands before and behind the text; an empty line is the space before the next paragraph."""
    after_a_line = f'<w:spacing w:before="{measures.line}"/>'
    title = f'{fonts(TITLE)}<w:spacing w:val="0"/>{size(SIZE_2)}'
    form = f'<w:keepLines/><w:snapToGrid w:val="0"/>{_CENTRED}'
    return (
        _style("Title", "Title", form, title, following="NormalIndent")
        + _style("DocumentNumber", "发文字号", _CENTRED)
        + _style("Salutation", "Salutation", after_a_line, following="NormalIndent")
        + _style("Signature", "Signature", f"<w:keepNext/>{_LEFT}")
        + _style("Date", "Date", _LEFT)
        + _style("CopiedTo", "抄送", after_a_line, size(SIZE_4))
    )


def _numbers_and_tables() -> str:
    """Page number and head line: 4号半角宋体 (7.5) in lines as high as their characters; line numbers; tables."""
    furniture = f'{_APART}<w:spacing w:line="280" w:lineRule="exact"/>{_LEFT}'
    letters = f'{fonts(SONG, SONG)}<w:spacing w:val="0"/>{size(SIZE_4)}'
    cell = f'{_APART}<w:spacing w:line="264" w:lineRule="auto"/>{_LEFT}'
    return (
        _style("Header", "header", furniture, letters)
        + _style("Footer", "footer", furniture, letters)
        + '<w:style w:type="character" w:styleId="LineNumber"><w:name w:val="line number"/>'
        + f'<w:rPr><w:spacing w:val="0"/>{size(SIZE_5)}</w:rPr></w:style>'
        + _style("TableText", "表格文字", cell, '<w:spacing w:val="0"/>')
        + _TABLE
    )


def _style(
    identifier: str,
    name: str,
    paragraph: str = "",
    character: str = "",
    *,
    following: str = "",
    default: bool = False,
) -> str:
    kind = '<w:style w:type="paragraph" w:default="1"' if default else '<w:style w:type="paragraph"'
    return (
        f'{kind} w:styleId="{identifier}"><w:name w:val="{name}"/>'
        + ("" if default else '<w:basedOn w:val="Normal"/>')
        + (f'<w:next w:val="{following}"/>' if following else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{character}</w:rPr>" if character else "")
        + "</w:style>"
    )


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr></w:style>"
)


def settings(measures: Measures) -> str:
    """Odd and even pages; the copy for comments tracks what is changed in its words, and nothing protects it."""
    tracked = "<w:trackRevisions/><w:doNotTrackFormatting/>" if measures.comments else ""
    return part(
        "settings",
        '<w:zoom w:percent="100"/>'
        + tracked
        + '<w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
        + '<w:characterSpacingControl w:val="compressPunctuation"/>'
        + "<w:compat><w:doNotExpandShiftReturn/>"
        + '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        + ' w:val="15"/></w:compat>'
        + '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>',
    )


def font_table() -> str:
    """What to take where an official font is missing."""
    known = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FONTS.items()
    )
    return part("fonts", f'{known}<w:font w:name="{LATIN}"><w:charset w:val="00"/></w:font>')


def page_number(*, odd: bool) -> str:
    """— 1 —: on odd pages right, on even pages left, one character in (7.5)."""
    side = "right" if odd else "left"
    where = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
    field = "".join(
        f"<w:r>{piece}</w:r>"
        for piece in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{1 if odd else 2}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    inner = run("— ") + field + run(" —")
    return part("ftr", f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{where}</w:pPr>{inner}</w:p>')


def head_line(measures: Measures) -> str:
    """On every page of the copy for comments: what it is, and how to answer."""
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{measures.width}"/></w:tabs>'
    words = run("征求意见稿\t请直接在文中修改或写批注")
    return part("hdr", f'<w:p><w:pPr><w:pStyle w:val="Header"/>{tab}</w:pPr>{words}</w:p>')


def section(kind: Layout) -> str:
    """Paper, margins, line numbers, grid. ``linesAndChars`` would be the form of Word's own page set-up, but
    LibreOffice then sets 17 characters a line: a grid of lines, and the characters by their spacing.
    """
    measures = kind.value
    heads = (
        '<w:headerReference w:type="default" r:id="rId6"/><w:headerReference w:type="even" r:id="rId7"/>'
        if measures.comments
        else ""
    )
    numbers = '<w:lnNumType w:countBy="1" w:restart="newPage" w:distance="340"/>' if measures.comments else ""
    return (
        f'<w:sectPr>{heads}<w:footerReference w:type="default" r:id="rId4"/>'
        '<w:footerReference w:type="even" r:id="rId5"/>'
        f'<w:pgSz w:w="{layout.PAGE_WIDTH}" w:h="{layout.PAGE_HEIGHT}"/>'
        f'<w:pgMar w:top="{layout.TOP}" w:right="{measures.right}" w:bottom="{layout.BOTTOM}"'
        f' w:left="{layout.LEFT}" w:header="1134" w:footer="{layout.FOOTER}" w:gutter="0"/>'
        f'{numbers}<w:cols w:space="425"/><w:docGrid w:type="lines" w:linePitch="{measures.line}"/></w:sectPr>'
    )
