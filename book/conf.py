# Sphinx's settings for the book: https://www.sphinx-doc.org/en/master/usage/configuration.html
project = "playhead"
html_title = "playhead"
html_theme = "furo"  # light and dark, as the reader's system has it, with a switch
html_show_copyright = False
html_copy_source = False

extensions = ["myst_nb"]
# The notebooks are executed beforehand, through their own kernel.
nb_execution_mode = "off"
# Of what a cell shows, the first of these that it has: plotly's charts bring an SVG.
nb_mime_priority_overrides = [
    ("html", "image/svg+xml", 0),
    ("html", "text/html", 1),
    ("html", "text/plain", 2),
]
myst_heading_anchors = 3
# Links to the code lead nowhere in a book: they stay text.
suppress_warnings = ["myst.xref_missing", "mystnb.unknown_mime_type"]
