"""How do our commands and words about ourselves get into Telegram's menus? Raises the library's TelegramError."""

from collections.abc import Mapping, Sequence

from telegram import Bot, BotCommandScopeAllPrivateChats, BotCommandScopeChat

Commands = Sequence[tuple[str, str]]


class Menus:
    """Keys of the mappings are languages; None stands for everyone whose language has no menu of its own."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def show_everyone(self, commands: Mapping[str | None, Commands]) -> None:
        """In private chats only: in a group there is nothing to choose."""
        for language, shown in commands.items():
            await self._bot.set_my_commands(shown, BotCommandScopeAllPrivateChats(), language)

    async def show(self, chat: str, commands: Commands) -> None:
        """One person's own menu; without commands the usual one comes back."""
        scope = BotCommandScopeChat(chat)
        if commands:
            await self._bot.set_my_commands(commands, scope)
        else:
            await self._bot.delete_my_commands(scope)

    async def describe(self, whole: Mapping[str | None, str], short: Mapping[str | None, str]) -> None:
        for language, words in whole.items():
            await self._bot.set_my_description(words, language)
        for language, words in short.items():
            await self._bot.set_my_short_description(words, language)
