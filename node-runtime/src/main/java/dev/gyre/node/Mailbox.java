package dev.gyre.node;

import java.time.Duration;

/** How a kubelet sends itself messages: an actor's reference and its timers, or a test's queue. */
public interface Mailbox {
    void tell(KubeletMessage message);

    void tellAfter(Duration delay, KubeletMessage message);
}
