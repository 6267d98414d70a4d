"""Order Numbers: staff order US phone numbers in Slack, a manager approves."""
