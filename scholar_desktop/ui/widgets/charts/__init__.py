"""Bars that show numbers: papers by year, with the panel that chooses years by them, and the share that is done."""
