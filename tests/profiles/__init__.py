"""Whole profiles that earlier versions of the program left, kept so that later versions are tried on them."""
