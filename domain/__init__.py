"""The words everyone speaks. Standard library only; imports nothing of ours from outside this folder."""
