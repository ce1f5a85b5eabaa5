/// What a feed that cuts its texts short writes at the end to lead on to the rest, in lower case; a language a row.
package let readOnPhrases = [
    "read more", "continue reading",
    "weiterlesen",
    "lire la suite",
    "leer más", "seguir leyendo",
    "continua a leggere", "leggi tutto",
    "leia mais",
    "lees verder", "lees meer",
    "czytaj dalej", "czytaj więcej",
    "читать далее",
    "читати далі",
    "devamını oku",
]
