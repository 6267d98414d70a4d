"""The commands about the policy: what is wrong with it, who can act, what it does and why."""
