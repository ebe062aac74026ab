"""The community office: sorts what no rule could, rules on what came back, knows who is away, sees every case."""
