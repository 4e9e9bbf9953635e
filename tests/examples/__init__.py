"""The programs of examples/, run as their READMEs say against a real server."""
