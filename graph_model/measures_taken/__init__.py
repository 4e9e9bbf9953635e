"""Measures actually taken (奖惩反馈), held against what the grades brought."""
