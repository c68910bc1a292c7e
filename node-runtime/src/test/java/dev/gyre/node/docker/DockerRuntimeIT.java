package dev.gyre.node.docker;

import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.ContainerRuntimeContract;
import java.util.Map;
import java.util.concurrent.TimeUnit;

class DockerRuntimeIT extends ContainerRuntimeContract {
    @Override
    protected ContainerRuntime create() {
        return new DockerRuntime(DockerSettings.of("it-contract").withLabels(Map.of("gyre.run", "it-contract")));
    }

    @Override
    protected void cleanUp(ContainerRuntime runtime) {
        ((DockerRuntime) runtime)
                .removeAll()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
