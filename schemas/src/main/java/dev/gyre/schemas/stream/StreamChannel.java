package dev.gyre.schemas.stream;

/**
 * The channels of a session, by the numbers that Kubernetes gives them: the first byte of every message. A forwarded
 * connection uses {@link #STDIN} for its bytes in both directions and {@link #ERROR} for the words in which it failed.
 */
public final class StreamChannel {

    public static final int STDIN = 0;
    public static final int STDOUT = 1;
    public static final int STDERR = 2;

    /**
     * How it ended: a {@code Status} as JSON, or for a forwarded connection a sentence, empty where nothing went wrong. The last
     * message of a session: the gateway closes when it has read it.
     */
    public static final int ERROR = 3;

    /** Sizes of the terminal, as JSON objects with {@code Width} and {@code Height}. */
    public static final int RESIZE = 4;

    /** One byte, the number of a channel on which nothing more will come from this side. */
    public static final int CLOSE = 255;

    /** What a message carries at most, its first byte not counted. */
    public static final int MAX_PAYLOAD = 32 * 1024;

    private StreamChannel() {}
}
