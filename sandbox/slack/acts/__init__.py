"""What a person can do in Slack, each as one function: the act, the bot's ack, its effects."""
