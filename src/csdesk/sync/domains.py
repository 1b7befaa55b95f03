"""Web addresses as domains, and the domains that many companies share and so prove nothing about any."""

from __future__ import annotations

import re
from functools import lru_cache

from csdesk.sync.words import words

_SHARED = words(
    """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es
    live.com live.co.uk msn.com yahoo.com yahoo.co.uk yahoo.co.in yahoo.de yahoo.fr yahoo.es yahoo.it ymail.com
    rocketmail.com aol.com icloud.com me.com mac.com proton.me protonmail.com pm.me gmx.de gmx.net gmx.at gmx.ch
    gmx.com web.de t-online.de freenet.de arcor.de mail.com mail.ru yandex.ru yandex.com inbox.ru bk.ru list.ru
    qq.com 163.com 126.com sina.com foxmail.com naver.com daum.net hanmail.net rediffmail.com orange.fr wanadoo.fr
    free.fr laposte.net sfr.fr libero.it virgilio.it tin.it alice.it telefonica.net terra.com.br uol.com.br
    bol.com.br comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net btinternet.com sky.com
    talktalk.net ntlworld.com zoho.com zohomail.com hey.com fastmail.com tutanota.com telia.com bluewin.ch
    hispeed.ch ziggo.nl kpnmail.nl planet.nl home.nl skynet.be telenet.be seznam.cz wp.pl o2.pl onet.pl interia.pl
    example.com test.com none.com na.com n-a.com linkedin.com facebook.com fb.com instagram.com twitter.com x.com
    youtube.com tiktok.com xing.com github.com google.com sites.google.com business.site goo.gl bit.ly linktr.ee
    medium.com notion.site about.me
    """
)
_PLATFORMS = frozenset((
    "wordpress.com", "blogspot.com", "wixsite.com", "weebly.com", "squarespace.com", "myshopify.com", "github.io",
    "gitlab.io", "herokuapp.com", "netlify.app", "vercel.app", "web.app", "firebaseapp.com", "azurewebsites.net",
    "amazonaws.com", "cloudfront.net", "webflow.io", "godaddysites.com", "jimdofree.com", "jimdosite.com",
    "carrd.co", "sharepoint.com", "zendesk.com", "freshdesk.com", "hubspot.com", "hs-sites.com", "salesforce.com",
    "force.com", "my.site.com", "onmicrosoft.com", "notion.site", "business.site",
))  # fmt: skip
_PLAIN = re.compile(r"(?!www\d?\.)[a-z0-9-]{2,}\.[a-z]{2,}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)+")


@lru_cache(maxsize=20_000)
def domain_of(text: str) -> str:
    """The domain of a web or e-mail address in lower case without "www."; "" when the text holds none.

    International names are given in their ASCII form, so that both spellings are one domain.
    """
    if _PLAIN.fullmatch(text) and text[0] != "-" and "-." not in text:
        return text
    value = text.strip().split()[0] if text.strip() else ""
    value = value.split(";")[0].split(",")[0].strip("<>\"'()").lower()
    value = re.sub(r"^(?:[a-z][a-z0-9+.-]*:/+|mailto:)", "", value)
    value = value.split("/")[0].split("?")[0].split("#")[0]
    value = value.rpartition("@")[2].partition(":")[0].strip(".")
    value = re.sub(r"^www\d?\.", "", value)
    if not value.isascii():
        try:
            value = value.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if len(value) > 253 or not _HOST.fullmatch(value):
        return ""
    last = value.rsplit(".", 1)[1]
    return value if not last.isdigit() and len(last) > 1 else ""


def is_shared(domain: str) -> bool:
    """Whether many companies use the domain: free mail, social networks, web site platforms."""
    if domain in _SHARED or domain in _PLATFORMS:
        return True
    if domain.count(".") < 2:
        return False
    parts = domain.split(".")
    return any(".".join(parts[at:]) in _PLATFORMS for at in range(1, len(parts) - 1))
