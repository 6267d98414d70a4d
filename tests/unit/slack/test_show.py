from bot.domain.order import State
from bot.slack.views import card
from tests.unit.slack.build import picture
from tests.unit.slack.reading import words, buttons, texts, check
from dataclasses import replace

def test_show():
    for s in State:
        for kind in ("root","approval"):
            m=check(card(picture(s),kind)); print("-----",s,kind); print(words(m)); print(buttons(m)); print("T:",m.text)
    for s in ("completed","partial","failed","needs_review","denied","cancelled","expired"):
        m=check(card(picture(State(s)) if s!="partial" else picture(State.PARTIAL,numbers=picture(State.COMPLETED).numbers[:1]),"notice:"+s)); print("----- notice",s); print(words(m)); print("T:",m.text)
    m=check(card(picture(State.NEEDS_REVIEW),"review")); print(words(m))
