"""No document can hurt: it is read as a tree, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.carriers.bounded_json import UnreadableError
from bot.carriers.bounded_xml import MAX_DEPTH, MAX_ELEMENTS, Element, read_xml, write_xml

_NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,9}", fullmatch=True)
_TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=20)
_TREES = st.recursive(
    st.builds(Element, _NAMES, text=_TEXTS),
    lambda inner: st.builds(Element, _NAMES, st.lists(inner, min_size=1, max_size=4).map(tuple)),
)
_BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<b>&c;</b>"""


@given(_TREES)
def test_what_is_written_reads_back(tree: Element) -> None:
    assert read_xml(write_xml(tree)) == tree


@given(st.binary(max_size=200) | st.text("<>&;!?/[]ab \"'=xmlDOCTYPE", max_size=80).map(str.encode))
def test_any_document_is_read_or_refused(body: bytes) -> None:
    try:
        read_xml(body)
    except UnreadableError:
        return


@pytest.mark.parametrize(
    "body",
    [
        _BOMB,
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x">%x;]><a/>',
        b'<!DOCTYPE a PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1/x"><a/>',
        b"<!DOCTYPE html><html/>",
        b"<a>&unknown;</a>",
        b"",
        b"   ",
        b"{}",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>',
        b"\xff\xfe\x00",
        b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1),
        b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>",
    ],
    ids=lambda body: body[:40].decode(errors="replace"),
)
def test_what_declares_expands_or_overflows_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_xml(body)


def test_one_element_and_many_are_both_lists() -> None:
    one = read_xml(b"<List><TN>1</TN></List>")
    many = read_xml(b"<List><TN>1</TN><TN>2</TN></List>")

    assert [each.text for each in one.all("TN")] == ["1"]
    assert [each.text for each in many.all("TN")] == ["1", "2"]
    assert read_xml(b"<List/>").all("TN") == []


def test_prefixes_case_attributes_and_blanks_do_not_count() -> None:
    body = b'<ns2:Order xmlns:ns2="urn:x"><orderId a="b">\n  0b-1\n</orderId></ns2:Order>'

    root = read_xml(body)

    assert (root.name, root.text_at("OrderId")) == ("Order", "0b-1")
    assert root.text_at("nothing") == ""


def test_texts_are_short_and_printable() -> None:
    root = read_xml(f"<a><b>x&#10;y&lt;{'z' * 200}</b></a>".encode())

    assert root.text_at("b").startswith("xy<zz")
    assert len(root.text_at("b")) < 100


def test_five_thousand_numbers_with_details_are_read() -> None:
    detail = b"<D><City>CARY</City><FullNumber>9195550142</FullNumber><State>NC</State></D>"

    root = read_xml(b"<L>" + detail * 5000 + b"</L>")

    assert len(root.all("D")) == 5000
