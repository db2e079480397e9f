"""Files to model: strict YAML, Markdown to blocks, rules across files, and the compiled form.

:func:`handbook.content.loader.load` reads a folder; :mod:`handbook.content.compiled` keeps and reads back what came
of it without looking at the files again; :mod:`handbook.content.publish` holds the rules that only a check runs.
"""
