"""The fields of the forms that say what is asked for; some stand in several forms."""

from enum import StrEnum


class Field(StrEnum):
    """A field; those about the numbers are called as the API's parameters are."""

    KIND = "kind"
    WHERE = "where"
    CITY = "city"
    STATE = "state"
    ZIP = "zip"
    AREA_CODE = "areaCode"
    LOCAL_NUMBER = "localNumber"
    NEARBY = "inLocalCallingArea"
    QUANTITY = "quantity"
    MATCH = "match"
    DIGITS = "digits"
    PURPOSE = "purpose"
    FOR_WHOM = "for_whom"
    COST_CENTER = "cost_center"
    CHANNEL = "channel"
