"""Sources → captures: raw bytes with their name, from a folder, standard input, an address."""
