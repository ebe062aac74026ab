"""By which command does each button of the standing menu go, where a messenger shows a list of commands?"""

from domain.messages import Choice
from domain.people import Directory, Person, Role
from handlers.menu import menu

COMMANDS = {
    "progress": "mine",
    "hurry": "hurry",
    "human": "human",
    "mydata": "privacy",
    "todo": "todo",
    "digest": "digest",
    "absence": "leave",
    "list": "tasks",
    "filefor": "file",
}


def commands(person: Person, directory: Directory) -> tuple[tuple[str, str], ...]:
    """Each command with the words on its button."""
    return tuple((COMMANDS[choice.code], choice.label) for choice in menu(person, directory))


def residents_commands(language: str) -> tuple[tuple[str, str], ...]:
    """What everyone sees whom we do not know yet."""
    return commands(Person(0, Role.RESIDENT, language=language), Directory())


def standing(person: Person, directory: Directory) -> tuple[Choice, ...]:
    """What she may type at any time: the words of the menu, or a command."""
    shown = menu(person, directory)
    return (*shown, *(Choice(choice.code, COMMANDS[choice.code]) for choice in shown))
