#!/usr/bin/env python3
"""Pages that show no article, of our own wording: counts which are said to be walls, by kind and language.

usage: page_walls.py [--binary .build/release/dateline] [--set 1|2|3|4|5] [--show] [--write DIR]

The texts are those of page_walls.txt, put into pages of several builds: a form, a dialog, bare elements, `noscript`,
beside a headline and a lead. Beside them stand articles that only speak of such things, and must keep their text.
--show prints those that are read wrongly; --write leaves the pages in DIR.
"""

import html
import json
import pathlib
import re
import subprocess
import sys
from collections import Counter

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import arguments, expect  # noqa: E402

TEXTS = pathlib.Path(__file__).with_suffix(".txt")
# What a site has on every page.
HEAD = ('<header><a href="/">%s</a><nav><ul><li><a href="/a">1</a></li><li><a href="/b">2</a></li></ul></nav></header>')
# What a gate that the format has no name of its own for may be called.
NAMES = {"account": {"subscription"}, "adblock": {"consent", "script", "subscription"}, "age": {"consent", "subscription"}}
FOOT = '<footer><ul><li><a href="/i">Info</a></li><li><a href="/p">Privacy</a></li></ul><p>© 2026</p></footer>'


def walls():
    """(kind, language, set, title, paragraphs, buttons) of each line."""
    for line in TEXTS.read_text().splitlines():
        if line.startswith("#"):
            continue
        what, title, text = (part.strip() for part in line.split(" | "))
        buttons = re.findall(r"\[(.*?)\]", text)
        paragraphs = re.sub(r"\[.*?\]", "", text).split(" // ")
        yield *what.split(), title, [part.strip() for part in paragraphs], buttons


def elements(tag, texts):
    return "".join("<%s>%s</%s>" % (tag, html.escape(text), tag) for text in texts)


def page(number, kind, language, _, title, paragraphs, buttons):
    """A page of one of the builds that its kind is met in."""
    head = '<!doctype html><html lang="%s"><head><meta charset="utf-8"><title>%s</title></head><body>' % (
        language, html.escape(title))
    build = number % 3
    if kind == "script":
        body = [
            '<div id="root"></div><noscript>%s</noscript><script src="/app.js"></script>' % elements("p", paragraphs),
            '<noscript><div>%s</div></noscript><div id="app">%s</div>' % (html.escape(" ".join(paragraphs)), ""),
            '<div class="m1"><h1>%s</h1>%s</div><script src="/app.js"></script>' % (
                html.escape(title), elements("p", paragraphs)),
        ][build]
    elif kind == "captcha":
        check = '<form action="/verify" method="post"><input type="checkbox" name="c"><button>OK</button></form>'
        body = [
            "<h1>%s</h1>%s%s" % (html.escape(paragraphs[0]), elements("p", paragraphs[1:]), check),
            '<div class="w"><h2>%s</h2>%s<div id="challenge"></div></div><script src="/c.js"></script>' % (
                html.escape(title), elements("p", paragraphs)),
            "<main><h1>%s</h1>%s</main>%s" % (html.escape(title), elements("div", paragraphs), check),
        ][build]
    elif kind in ("consent", "adblock", "age"):
        choice = elements("button", buttons)
        body = [
            HEAD % title + '<main><h1>%s</h1>%s<form>%s</form></main>' % (
                html.escape(paragraphs[0]), elements("p", paragraphs[1:]), choice) + FOOT,
            '<div role="dialog" aria-modal="true"><h2>%s</h2>%s<div>%s</div></div>' % (
                html.escape(paragraphs[0]), elements("p", paragraphs[1:]), choice),
            '<div class="b1"><div class="b2">%s</div>%s</div>' % (elements("div", paragraphs), elements("a", buttons)) + FOOT,
        ][build]
    else:
        lead, offer = paragraphs[0], paragraphs[1:]
        body = [
            HEAD % "Site" + '<article><h1>%s</h1><p>%s</p><div class="x1">%s%s</div></article>' % (
                html.escape(title), html.escape(lead), elements("p", offer), elements("button", buttons)) + FOOT,
            HEAD % "Site" + '<main><h1>%s</h1><p>%s</p></main><section class="x2"><h2>%s</h2>%s<form>%s</form></section>' % (
                html.escape(title), html.escape(lead), html.escape(offer[0]), elements("p", offer[1:]),
                elements("button", buttons)) + FOOT,
            HEAD % "Site" + '<div><h1>%s</h1><div>%s</div><div class="paywall">%s%s</div></div>' % (
                html.escape(title), html.escape(lead), elements("div", offer), elements("a", buttons)) + FOOT,
        ][build]
    return head + body + "</body></html>"


ARTICLES = [
    ("en", "Court rules on cookie banners", [
        "A court in Ostvik ruled on Monday that a banner asking visitors to accept cookies must offer a button to refuse them.",
        "The publisher had argued that readers could subscribe for £4 a month instead, and that its partners needed consent.",
        "Judges said that a choice between payment and tracking was none. The ruling takes effect in June."]),
    ("de", "Gericht: Captcha darf Blinde nicht ausschließen", [
        "Wer beweisen muss, dass er kein Roboter ist, braucht eine Aufgabe, die er lösen kann, entschied am Montag ein Gericht.",
        "Geklagt hatte ein blinder Leser, der sich bei einer Zeitung für 9,90 € im Monat nicht anmelden konnte.",
        "Der Verlag will JavaScript künftig nicht mehr voraussetzen und die Prüfung abschaffen."]),
    ("fr", "Un journal ouvre ses archives aux abonnés", [
        "Le quotidien a ouvert lundi un siècle d'archives à ses abonnés, pour 4,99 € par mois.",
        "Les lecteurs non abonnés pourront lire trois articles, a précisé la directrice de la rédaction.",
        "La numérisation a demandé six ans de travail et deux cent mille heures de relecture."]),
    ("es", "El puerto estrena ventanilla digital", [
        "El puerto abrió el martes una ventanilla digital en la que las navieras inician sesión y pagan sus tasas.",
        "La página exige JavaScript y una cuenta, lo que ha provocado quejas de los pescadores.",
        "El ayuntamiento promete una versión sencilla antes del verano."]),
    ("it", "Il garante multa un portale", [
        "Il garante ha multato lunedì un portale che conservava dati sui dispositivi senza consenso.",
        "Secondo la decisione, 351 fornitori leggevano le abitudini dei lettori.",
        "Il portale potrà fare ricorso entro trenta giorni."]),
    ("pl", "Gazeta zmienia ceny prenumeraty", [
        "Od czerwca prenumerata kosztować będzie 24,90 zł miesięcznie, ogłosił we wtorek wydawca.",
        "Czytelnicy, którzy zaloguja się przed końcem maja, zachowają starą cenę.",
        "Związek dziennikarzy przyjął tę decyzję z zadowoleniem."]),
    ("en", "Age checks come to the tablets of the library", [
        "Readers must be 18 or over to borrow 40 titles from Monday, the county library said.",
        "Your date of birth is asked for once, and no record is kept, according to the librarian.",
        "Other libraries in the county have asked for the tablets and will get them by the end of the year."]),
    ("de", "Werbeblocker dürfen bleiben", [
        "Wer Werbung blockiert, verletzt kein Urheberrecht, entschied das Gericht am Dienstag.",
        "Der Verlag hatte verlangt, dass Leser den Blocker abschalten.",
        "Das Urteil ist noch nicht rechtskräftig, eine Berufung kündigte der Anwalt des Hauses bereits an."]),
    ("fr", "L'inscription devient gratuite", [
        "Le musée de Pelvort supprime son abonnement à 4 € par mois.",
        "Créer un compte restera nécessaire pour lire les catalogues, a dit la directrice.",
        "Les catalogues remontent à 1890 et tiennent dans quarante salles que personne n'avait ouvertes."]),
    ("es", "Un robot verifica los pasaportes", [
        "El aeropuerto estrenó el lunes un robot que verifica si la persona es quien dice ser.",
        "El tráfico inusual del verano obligó a reforzar los controles.",
        "El sindicato teme que desaparezcan treinta puestos de trabajo antes de que acabe el próximo invierno."]),
    ("nl", "Bibliotheek rekent niets meer", [
        "Leden betalen vanaf maandag geen 3 euro per maand meer.",
        "Wie al een account heeft, hoeft zich niet opnieuw aan te melden.",
        "De gemeente legt het verschil bij, dat volgens de wethouder kleiner is dan de kosten van de inning."]),
    ("sv", "Banken stänger sidan", [
        "Sidan stängdes för alla under 18 år på måndagen.",
        "Kunder ska bekräfta sin ålder med ett lösenord, säger banken.",
        "Föreningen för unga sparare kallar beslutet hastigt och vill träffa ledningen innan sommaren är över."]),
    ("en", "Access denied: bots queue for tickets", [
        "Bots bought 400 of the 500 tickets, the theatre said on Friday.",
        "Its security service blocked requests from one network, and a person now checks each order.",
        "The remaining seats will be sold at the door, where the queue had reached the river by the evening."]),
    ("it", "Il sito del porto senza JavaScript", [
        "Il porto ha rifatto il sito, che ora funziona anche senza JavaScript.",
        "I pescatori lo avevano chiesto perché il browser dei loro telefoni è vecchio.",
        "Il lavoro è costato quattromila euro ed è durato tre mesi, ha fatto sapere il comandante del porto."]),
]
# What stands around an article on sites that sell it or ask for consent.
BESIDE = ('<div class="n1"><p>Subscribe from £1 a week and read more.</p><form><input name="mail"><button>Sign up</button>'
          '</form></div><noscript>Please enable JavaScript to comment.</noscript>'
          '<div role="dialog" id="cc"><p>We use cookies.</p><button>Accept</button><button>Reject</button></div>')


def article(language, title, paragraphs):
    return ('<!doctype html><html lang="%s"><head><meta charset="utf-8"><title>%s</title></head><body>' % (language, title)
            + HEAD % "Site" + "<main><h1>%s</h1>%s</main>" % (title, elements("p", paragraphs)) + BESIDE + FOOT
            + "</body></html>")


def read(binary, text):
    done = subprocess.run([binary, "parse-page", "--url", "http://page.test/a", "-"], input=text.encode(),
                          capture_output=True)
    return json.loads(done.stdout) if done.returncode == 0 and done.stdout else {}


def main():
    parser = arguments(__doc__)
    parser.add_argument("--set", choices=["1", "2", "3", "4", "5"])
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    binary = str(options.binary)
    chosen = [wall for wall in walls() if not options.set or wall[2] == options.set]
    found, named, total, wrong = Counter(), Counter(), Counter(), 0
    for number, wall in enumerate(chosen):
        text = page(number, *wall)
        if options.write:
            (options.write / ("%03d-%s-%s.html" % (number, *wall[:2]))).write_text(text)
        said = read(binary, text)
        kind = said.get("_dateline", {}).get("page", {}).get("wall")
        for key in (wall[0], wall[1], "set " + wall[2], "all"):
            total[key] += 1
            found[key] += kind is not None
            named[key] += kind in NAMES.get(wall[0], {wall[0]})
        if options.show and kind not in NAMES.get(wall[0], {wall[0]}):
            print("%s taken for %s: %s" % (wall[:4], kind, said.get("content_text")))
    for language, title, paragraphs in ARTICLES:
        said = read(binary, article(language, title, paragraphs))
        kind = said.get("_dateline", {}).get("page", {}).get("wall")
        is_whole = all(part in (said.get("content_text") or "") for part in paragraphs)
        if kind or not is_whole:
            wrong += 1
            print("article %r: wall %s, text %r" % (title, kind, said.get("content_text")))
    for key, count in total.items():
        print("%-13s %3d pages, a wall %.3f, its kind %.3f" % (key, count, found[key] / count, named[key] / count))
    expect(not wrong, "%d articles keep their text" % len(ARTICLES))
    expect(named["all"] >= 0.95 * total["all"], "nineteen of twenty walls are named by their kind")
    return 0


if __name__ == "__main__":
    sys.exit(main())
