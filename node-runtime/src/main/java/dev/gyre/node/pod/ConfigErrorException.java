package dev.gyre.node.pod;

/** The pod refers to something that is not there or cannot be used; its message is what the API shows. */
public final class ConfigErrorException extends RuntimeException {
    public ConfigErrorException(String message) {
        super(message);
    }
}
