package dev.gyre.node.lifecycle;

/** What came of one probe. */
public enum ProbeResult {
    SUCCESS,
    /** A success that somebody should look at, such as a redirect to another host. */
    WARNING,
    FAILURE,
    /** It could not be asked at all, which says nothing about the container. */
    UNKNOWN
}
