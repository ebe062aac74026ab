"""The outside world: command line, settings, wiring, web server, channels, scheduler, sender."""
