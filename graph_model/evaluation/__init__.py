"""Evaluation models (评价模型): model → checking → indicators (one question each) → scoring, pure (docs/evaluation-models.md)."""
