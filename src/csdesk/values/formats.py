"""How one person writes dates, numbers and money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DateOrder = Literal["dmy", "mdy", "ymd"]

NO_BREAK_SPACE = "\u00a0"
NARROW_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Formats:
    """The order of a date's parts, the decimal sign, the sign between thousands, and the usual currency (ISO 4217)."""

    date_order: DateOrder = "dmy"
    decimal: str = "."
    group: str = ","
    currency: str = "USD"

    @classmethod
    def for_locale(cls, name: str) -> Formats:
        """The formats of a locale such as "en_US", "de-CH" or "fr_FR.UTF-8"; of en_GB with USD when it is not known."""
        language, territory = _split(name)
        if not territory:
            territory = _HOME.get(language, "")
        decimal, group = _SEPARATORS_BY_TERRITORY.get(territory) or _SEPARATORS.get(language, (".", ","))
        order: DateOrder = "dmy"
        if territory in _MONTH_FIRST:
            order = "mdy"
        elif territory in _YEAR_FIRST or (language in {"zh", "ja", "ko", "hu", "lt", "sv"} and territory != "FI"):
            order = "ymd"
        return cls(order, decimal, group, _CURRENCY.get(territory, "USD"))


def _split(name: str) -> tuple[str, str]:
    parts = name.split(".", 1)[0].split("@", 1)[0].replace("-", "_").split("_")
    language = parts[0].lower()
    territory = next((part.upper() for part in parts[1:] if len(part) == 2 and part.isalpha()), "")
    return language, territory


_HOME = {
    "en": "US", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "pt": "BR", "nl": "NL", "sv": "SE", "da": "DK",
    "nb": "NO", "no": "NO", "nn": "NO", "fi": "FI", "pl": "PL", "cs": "CZ", "sk": "SK", "hu": "HU", "ro": "RO",
    "bg": "BG", "el": "GR", "tr": "TR", "ru": "RU", "uk": "UA", "he": "IL", "ar": "AE", "hi": "IN", "ja": "JP",
    "zh": "CN", "ko": "KR", "th": "TH", "id": "ID", "vi": "VN",
}  # fmt: skip

_SEPARATORS = {
    "en": (".", ","), "ja": (".", ","), "zh": (".", ","), "ko": (".", ","), "he": (".", ","), "th": (".", ","),
    "hi": (".", ","), "ar": (".", ","),
    "de": (",", "."), "es": (",", "."), "it": (",", "."), "pt": (",", "."), "nl": (",", "."), "da": (",", "."),
    "el": (",", "."), "tr": (",", "."), "ro": (",", "."), "id": (",", "."), "vi": (",", "."), "hr": (",", "."),
    "sl": (",", "."), "ca": (",", "."),
    "fr": (",", NARROW_SPACE), "sv": (",", NO_BREAK_SPACE), "nb": (",", NO_BREAK_SPACE), "no": (",", NO_BREAK_SPACE),
    "nn": (",", NO_BREAK_SPACE), "fi": (",", NO_BREAK_SPACE), "pl": (",", NO_BREAK_SPACE), "cs": (",", NO_BREAK_SPACE),
    "sk": (",", NO_BREAK_SPACE), "hu": (",", NO_BREAK_SPACE), "ru": (",", NO_BREAK_SPACE), "uk": (",", NO_BREAK_SPACE),
    "bg": (",", NO_BREAK_SPACE), "lt": (",", NO_BREAK_SPACE), "lv": (",", NO_BREAK_SPACE), "et": (",", NO_BREAK_SPACE),
}  # fmt: skip

_SEPARATORS_BY_TERRITORY = {
    "CH": (".", "’"), "LI": (".", "’"), "MX": (".", ","), "AT": (",", NO_BREAK_SPACE), "ZA": (",", NO_BREAK_SPACE),
}  # fmt: skip

_MONTH_FIRST = {"US", "PH", "FM", "PW"}
_YEAR_FIRST = {"CN", "JP", "KR", "TW", "HU", "LT", "SE", "CA", "MN"}

_EURO = (
    "AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI",
    "SK", "BG",
)  # fmt: skip

_CURRENCY = {
    **dict.fromkeys(_EURO, "EUR"),
    "US": "USD", "GB": "GBP", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "CH": "CHF", "LI": "CHF", "SE": "SEK",
    "NO": "NOK", "DK": "DKK", "PL": "PLN", "CZ": "CZK", "HU": "HUF", "RO": "RON", "TR": "TRY", "RU": "RUB",
    "UA": "UAH", "IL": "ILS", "AE": "AED", "SA": "SAR", "KW": "KWD", "IN": "INR", "JP": "JPY", "CN": "CNY",
    "KR": "KRW", "TW": "TWD", "HK": "HKD", "SG": "SGD", "TH": "THB", "ID": "IDR", "VN": "VND", "MY": "MYR",
    "PH": "PHP", "BR": "BRL", "MX": "MXN", "AR": "ARS", "CL": "CLP", "CO": "COP", "PE": "PEN", "ZA": "ZAR",
    "NG": "NGN", "KE": "KES", "EG": "EGP",
}  # fmt: skip
