package dev.gyre.node.server;

import dev.gyre.schemas.Resource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The pods that a kubelet has at this moment. */
public interface LocalPods {
    CompletionStage<List<Resource>> pods();
}
