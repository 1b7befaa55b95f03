"""Currencies by their ISO 4217 code: how many digits follow the decimal sign, and the signs people write for them."""

from __future__ import annotations

_CODES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY "
    "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR "
    "ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK "
    "MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF "
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU "
    "UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG BGN HRK"
)
CODES = frozenset(_CODES.split())
"""Every currency in circulation, and two lately replaced by the euro that older exports still carry."""

_NONE = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_THREE = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])

DOLLARS = frozenset(
    [
        "USD",
        "CAD",
        "AUD",
        "NZD",
        "SGD",
        "HKD",
        "MXN",
        "TWD",
        "ARS",
        "CLP",
        "COP",
        "JMD",
        "BSD",
        "BBD",
        "BZD",
        "FJD",
        "NAD",
        "TTD",
        "LRD",
    ]
)
CROWNS = frozenset(["SEK", "NOK", "DKK", "ISK"])

SYMBOLS = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD",
    "SG$": "SGD", "NT$": "TWD", "MX$": "MXN", "R$": "BRL", "€": "EUR", "£": "GBP", "CN¥": "CNY", "JP¥": "JPY",
    "元": "CNY", "円": "JPY", "₹": "INR", "Rs": "INR", "Rs.": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₴": "UAH",
    "₪": "ILS", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "lei": "RON",
    "Fr.": "CHF", "SFr.": "CHF", "CHF.": "CHF", "euro": "EUR", "euros": "EUR", "dollars": "USD", "RMB": "CNY",
}  # fmt: skip
"""What is written for exactly one currency. The signs $, ¥ and kr stand for several and follow the person's own."""

_SHOWN = {
    "USD": "US$", "EUR": "€", "GBP": "£", "CAD": "C$", "AUD": "A$", "NZD": "NZ$", "HKD": "HK$", "SGD": "S$",
    "BRL": "R$", "INR": "₹", "KRW": "₩", "JPY": "¥", "CNY": "CN¥", "ILS": "₪", "UAH": "₴", "TRY": "₺",
}  # fmt: skip


def digits(code: str) -> int:
    """How many decimals ISO 4217 gives the currency: 2 for most, 0 for JPY, 3 for KWD."""
    if code in _NONE:
        return 0
    return 3 if code in _THREE else 2


def resolve(sign: str, own: str) -> str | None:
    """The code that a written sign stands for, for a person whose usual currency is `own`; None when it is unknown."""
    if sign == "$":
        return own if own in DOLLARS else "USD"
    if sign in ("¥", "￥"):
        return own if own in ("CNY", "JPY") else "JPY"
    if sign.lower() in ("kr", "kr."):
        return own if own in CROWNS else "SEK"
    if sign in SYMBOLS:
        return SYMBOLS[sign]
    upper = sign.upper()
    if upper in CODES:
        return upper
    for written, code in SYMBOLS.items():
        if written.lower() == sign.lower():
            return code
    return None


def sign(code: str, own: str) -> str:
    """What to write for a currency to a person whose usual currency is `own`; the code where no sign is clear."""
    if code == "USD" and (own == "USD" or own not in DOLLARS):
        return "$"
    if code == own and code in DOLLARS:
        return "$"
    if code == "JPY" and own == "CNY":
        return "JP¥"
    if code == own == "CNY":
        return "¥"
    if code == own and code in CROWNS:
        return "kr"
    return _SHOWN.get(code, code)
