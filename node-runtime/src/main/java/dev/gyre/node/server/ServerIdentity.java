package dev.gyre.node.server;

import java.nio.file.Path;

/** PEM files: the server's certificate and key, and the authority that callers' certificates must be of. */
public record ServerIdentity(Path certificate, Path key, Path clientAuthority) {}
