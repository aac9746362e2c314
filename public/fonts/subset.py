#!/usr/bin/python3
"""Makes the fonts for signs and scripts that EB Garamond lacks.

They are cut out of the fonts of these Debian packages: fonts-sil-gentiumplus,
fonts-junicode, fonts-sil-ezra, fonts-hosny-amiri, fonts-noto-core; with
python3-fonttools and python3-brotli. A page loads one only where it has letters
of its range (css/tokens.css). What is cut is another font by the licence of
Gentium and Ezra, and must not bear their names: all are called "Variorum …".
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path("/usr/share/fonts")
HERE = Path(__file__).parent
GENTIUM = "truetype/gentiumplus/GentiumPlus-{}.ttf"
NOTO = "truetype/noto/{}-Regular.ttf"
MARKS = "U+0300-036F"

# name → font, ranges
CUTS = {
    "Signs": (GENTIUM, f"{MARKS} U+0180-02FF U+1AB0-1AFF U+1D00-1DFF U+1E00-1EFF U+2016 U+2038 U+203B U+203D "
              "U+203F-2040 U+204A U+2053 U+2056-205E U+2070-209F U+20D0-20F0 U+2150-218F U+2220-2237 U+2300-2315 "
              "U+2329-232A U+23D1-23D9 U+25CC U+27E6-27EF U+2C60-2C7F U+2E00-2E7F U+A700-A7FF U+AB30-AB6F"),
    "Greek": (GENTIUM, f"{MARKS} U+0370-03FF U+1F00-1FFF U+10140-1018E"),
    "Cyrillic": (GENTIUM, f"{MARKS} U+0400-052F U+1C80-1C8F U+2DE0-2DFF U+A640-A69F"),
    "Medieval": ("opentype/junicode/JunicodeTwoBeta-Regular.otf", "U+E000-F8FF"),
    "Hebrew": ("truetype/ezra/SILEOT.ttf", "U+0590-05FF U+FB1D-FB4F U+25CC"),
    "Arabic": ("opentype/fonts-hosny-amiri/Amiri-Regular.ttf",
               "U+0600-06FF U+0750-077F U+08A0-08FF U+200C-200F U+25CC U+FB50-FDFF U+FE70-FEFC"),
    "Syriac": (NOTO.format("NotoSansSyriac"),
               "U+0700-074F U+0860-086F U+0303-0331 U+060C U+061B U+061F U+0640 U+064B-0655 U+0670 U+200C-200F U+25CC"),
    "Devanagari": (NOTO.format("NotoSerifDevanagari"), "U+0900-097F U+1CD0-1CFF U+A8E0-A8FF U+200C-200D U+25CC"),
    "Coptic": (NOTO.format("NotoSansCoptic"), f"{MARKS} U+03E2-03EF U+2C80-2CFF U+25CC"),
    "Armenian": (NOTO.format("NotoSerifArmenian"), "U+0530-058F U+FB13-FB17"),
    "Georgian": (NOTO.format("NotoSerifGeorgian"), "U+10A0-10FF U+1C90-1CBF U+2D00-2D2F"),
    "Ethiopic": (NOTO.format("NotoSerifEthiopic"), "U+1200-139F U+2D80-2DDF U+AB00-AB2F"),
}


def cut(source: Path, ranges: str, name: str, style: str) -> None:
    """Writes the letters of `ranges` as a WOFF2 file under the name of its own."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["*"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = subset.load_font(str(source), options)
    letters = subset.Subsetter(options)
    letters.populate(unicodes=subset.parse_unicodes(ranges.replace(" ", ",") + ",U+0020"))
    letters.subset(font)
    rename(font, f"Variorum {name}", style)
    subset.save_font(font, str(HERE / f"Variorum{name}-{style}.woff2"), options)


def rename(font: TTFont, family: str, style: str) -> None:
    """Calls the font `family`; copyright and licence stay."""
    names = {1: family, 2: style, 3: f"{family} {style}", 4: f"{family} {style}",
             6: f"{family}-{style}".replace(" ", "")}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames = [names[6]]
        top = table.topDictIndex[0]
        top.FullName, top.FamilyName = names[4], family


for name, (font, ranges) in CUTS.items():
    for style in ["Regular", "Italic"] if "{}" in font else ["Regular"]:
        cut(FONTS / font.format(style), ranges, name, style)
