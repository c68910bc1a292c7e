package dev.gyre.node.proxy;

/** A script that was not carried out. */
public final class PacketFilterException extends Exception {

    public PacketFilterException(String message) {
        super(message);
    }

    public PacketFilterException(String message, Throwable cause) {
        super(message, cause);
    }
}
