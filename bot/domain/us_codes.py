"""In which state an area code or a ZIP code lies.

Sources: NANPA's area codes in service or announced, 2025; USPS, three-digit ZIP code prefixes.
"""

from collections.abc import Mapping
from types import MappingProxyType

_AREA_CODES = {
    "AL": "205 251 256 334 659 938", "AK": "907", "AZ": "480 520 602 623 928",
    "AR": "327 479 501 870",
    "CA": "209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650"
    " 657 661 669 707 714 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951",
    "CO": "303 719 720 748 970 983", "CT": "203 475 860 959", "DE": "302", "DC": "202 771",
    "FL": "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904"
    " 941 954",
    "GA": "229 404 470 478 678 706 762 770 912 943", "HI": "808", "ID": "208 986",
    "IL": "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872",
    "IN": "219 260 317 463 574 765 812 930", "IA": "319 515 563 641 712",
    "KS": "316 620 785 913", "KY": "270 364 502 606 859", "LA": "225 318 337 504 985",
    "ME": "207", "MD": "227 240 301 410 443 667", "MA": "339 351 413 508 617 774 781 857 978",
    "MI": "231 248 269 313 517 586 616 679 734 810 906 947 989",
    "MN": "218 320 507 612 651 763 924 952", "MS": "228 601 662 769",
    "MO": "235 314 417 557 573 636 660 816 975", "MT": "406", "NE": "308 402 531",
    "NV": "702 725 775", "NH": "603", "NJ": "201 551 609 640 732 848 856 862 908 973",
    "NM": "505 575",
    "NY": "212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929"
    " 934",
    "NC": "252 336 472 704 743 828 910 919 980 984", "ND": "701",
    "OH": "216 220 234 283 326 330 380 419 436 440 513 567 614 740 937",
    "OK": "405 539 572 580 918", "OR": "458 503 541 971",
    "PA": "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878", "RI": "401",
    "SC": "803 821 839 843 854 864", "SD": "605", "TN": "423 615 629 729 731 865 901 931",
    "TX": "210 214 254 281 325 346 361 409 430 432 469 512 621 682 713 726 737 806 817 830 832"
    " 903 915 936 940 945 956 972 979",
    "UT": "385 435 801", "VT": "802", "VA": "276 434 540 571 686 703 757 804 826 948",
    "WA": "206 253 360 425 509 564", "WV": "304 681", "WI": "262 274 353 414 534 608 715 920",
    "WY": "307", "AS": "684", "GU": "671", "MP": "670", "PR": "787 939", "VI": "340",
}  # fmt: skip
_ZIP_PREFIXES = {
    "AL": "350-369", "AK": "995-999", "AZ": "850-865", "AR": "716-729", "CA": "900-961",
    "CO": "800-816", "CT": "060-069", "DE": "197-199", "DC": "200 202-205 569",
    "FL": "320-339 341-349", "GA": "300-319 398-399", "HI": "967-968", "ID": "832-838",
    "IL": "600-629", "IN": "460-479", "IA": "500-528", "KS": "660-679", "KY": "400-427",
    "LA": "700-714", "ME": "039-049", "MD": "206-219", "MA": "010-027 055", "MI": "480-499",
    "MN": "550-567", "MS": "386-397", "MO": "630-658", "MT": "590-599", "NE": "680-693",
    "NV": "889-898", "NH": "030-038", "NJ": "070-089", "NM": "870-884", "NY": "005 100-149",
    "NC": "270-289", "ND": "580-588", "OH": "430-459", "OK": "730-732 734-749", "OR": "970-979",
    "PA": "150-196", "RI": "028-029", "SC": "290-299", "SD": "570-577", "TN": "370-385",
    "TX": "733 750-799 885", "UT": "840-847", "VT": "050-054 056-059", "VA": "201 220-246",
    "WA": "980-994", "WV": "247-268", "WI": "530-549", "WY": "820-831", "GU": "969",
    "PR": "006-007 009", "VI": "008",
}  # fmt: skip
# Served from another state's post office.
_ZIP_EXCEPTIONS = {
    "06390": "NY", "20588": "MD", "20598": "VA", "72643": "MO", "73960": "TX", "83414": "WY",
    "96799": "AS", "96950": "MP", "96951": "MP", "96952": "MP",
}  # fmt: skip
# Palau, the Federated States of Micronesia and the Marshall Islands are no part of the US.
_ABROAD = ("96939", "9694", "9696", "9697")

TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})


def state_of_area_code(npa: str) -> str | None:
    """The two-letter state of an area code; None where none is known."""
    return _BY_AREA_CODE.get(npa)


def area_codes_of(state: str) -> tuple[str, ...]:
    """The area codes of a two-letter state."""
    return tuple(_AREA_CODES.get(state, "").split())


def state_of_zip(zip_code: str) -> str | None:
    """The two-letter state of a five-digit ZIP code; None where none is known."""
    if zip_code.startswith(_ABROAD):
        return None
    return _ZIP_EXCEPTIONS.get(zip_code) or _BY_ZIP_PREFIX.get(zip_code[:3])


def _prefixes(ranges: str) -> list[str]:
    ends = [each.partition("-") for each in ranges.split()]
    return [
        f"{prefix:03}"
        for first, _, last in ends
        for prefix in range(int(first), int(last or first) + 1)
    ]


def _inverse(codes: Mapping[str, list[str]]) -> Mapping[str, str]:
    return MappingProxyType({code: state for state, found in codes.items() for code in found})


_BY_AREA_CODE = _inverse({state: codes.split() for state, codes in _AREA_CODES.items()})
_BY_ZIP_PREFIX = _inverse({state: _prefixes(ranges) for state, ranges in _ZIP_PREFIXES.items()})
