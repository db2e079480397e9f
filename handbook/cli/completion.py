"""``completion``: a script that completes commands, options and page ids. Made from the parser itself."""

from __future__ import annotations

import argparse
from typing import Any

from handbook.errors import UsageError

SHELLS = ("bash", "zsh", "fish")


def describe(name: str, commands: Any, summary: str) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        name,
        help=summary,
        description="Print a completion script. Commands, options and the ids of pages are completed.",
        epilog='examples:\n  bash: eval "$(handbook completion bash)"\n  zsh:  eval "$(handbook completion zsh)"\n'
        "  fish: handbook completion fish | source\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", metavar="SHELL", help="bash, zsh or fish")
    parser.set_defaults(answer=completion)


def completion(options: argparse.Namespace) -> int:
    """Print the script. Raises UsageError for a shell it does not know."""
    from handbook.cli.main import parser

    if options.shell not in SHELLS:
        raise UsageError(f"There is no completion for {options.shell}.", f"Known shells: {', '.join(SHELLS)}.")
    words = _words(parser())
    print({"bash": _bash, "zsh": _zsh, "fish": _fish}[options.shell](words))
    return 0


def _words(parser: argparse.ArgumentParser) -> dict[str, tuple[str, list[str]]]:
    """Command (the empty string: none) to its summary and options."""
    found: dict[str, tuple[str, list[str]]] = {"": ("", _options(parser))}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            summaries = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, sub in action.choices.items():
                found[name] = (summaries.get(name, ""), _options(sub))
    return found


def _options(parser: argparse.ArgumentParser) -> list[str]:
    return sorted(o for action in parser._actions for o in action.option_strings if o.startswith("--"))


_IDS = 'handbook --plain contents --json 2>/dev/null | sed -n \'s/^ *"id": "\\([^"]*\\/[^"]*\\)".*/\\1/p\''


def _bash(words: dict[str, tuple[str, list[str]]]) -> str:
    names = " ".join(name for name in words if name)
    cases = "\n".join(
        f'    {name}) COMPREPLY=($(compgen -W "{" ".join(options)}" -- "$cur")) ;;'
        for name, (_, options) in words.items()
        if name and name != "show"
    )
    return f"""\
_handbook() {{
  local cur="${{COMP_WORDS[COMP_CWORD]}}" command="" word
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  case "$command" in
    "") COMPREPLY=($(compgen -W "{names} {" ".join(words[""][1])}" -- "$cur")) ;;
    show) COMPREPLY=($(compgen -W "$({_IDS}) {" ".join(words["show"][1])}" -- "$cur")) ;;
{cases}
  esac
}}
complete -F _handbook handbook"""


def _zsh(words: dict[str, tuple[str, list[str]]]) -> str:
    described = "\n".join(f"    '{name}:{summary}'" for name, (summary, _) in words.items() if name)
    cases = "\n".join(
        f"    {name}) compadd -- {' '.join(options)} ;;"
        for name, (_, options) in words.items()
        if name and name != "show"
    )
    return f"""\
_handbook() {{
  local -a commands
  commands=(
{described}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    compadd -- {" ".join(words[""][1])}
    return
  fi
  case "$words[2]" in
    show) compadd -- ${{(f)"$({_IDS})"}} {" ".join(words["show"][1])} ;;
{cases}
  esac
}}
compdef _handbook handbook"""


def _fish(words: dict[str, tuple[str, list[str]]]) -> str:
    lines = ["complete -c handbook -f"]
    for name, (summary, options) in words.items():
        if name:
            words_of_it = summary.replace("'", "\\'")
            lines.append(f"complete -c handbook -n __fish_use_subcommand -a {name} -d '{words_of_it}'")
        for option in options:
            condition = f"-n '__fish_seen_subcommand_from {name}'" if name else "-n __fish_use_subcommand"
            lines.append(f"complete -c handbook {condition} -l {option.removeprefix('--')}")
    lines.append(f"complete -c handbook -n '__fish_seen_subcommand_from show' -a '({_IDS})'")
    return "\n".join(lines)
