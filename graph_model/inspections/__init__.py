"""Inspections (监督检查): recorded by one person, reviewed and published by another."""
