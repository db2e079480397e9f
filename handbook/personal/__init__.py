"""Bookmarks, notes, ticks and places: kept on this machine, sealed where private, held to the text by anchors.

Handed paths, a clock and the handbook's text; knows neither content nor search. The only room with a database.
"""
