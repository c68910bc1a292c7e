package dev.gyre.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Frame;
import dev.gyre.node.runtime.ContainerRuntime.LogQuery;
import dev.gyre.node.runtime.ContainerRuntime.LogSink;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container's log, both streams in the order in which the daemon has them. */
final class DockerLogs {
    private static final Logger log = LoggerFactory.getLogger(DockerLogs.class);

    private DockerLogs() {}

    static AutoCloseable read(DockerClient docker, String id, LogQuery query, LogSink sink) {
        LogContainerCmd command = docker.logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(query.follow())
                .withTimestamps(query.timestamps());
        command = query.tailLines() < 0 ? command.withTailAll() : command.withTail(query.tailLines());
        if (query.sinceEpochSeconds() > 0) {
            command = command.withSince((int) Math.min(query.sinceEpochSeconds(), Integer.MAX_VALUE));
        }
        return command.exec(new Frames(sink));
    }

    private static final class Frames extends ResultCallback.Adapter<Frame> {
        private final LogSink sink;

        Frames(LogSink sink) {
            this.sink = sink;
        }

        @Override
        public void onNext(Frame frame) {
            if (!sink.accept(frame.getPayload())) {
                try {
                    close();
                } catch (IOException e) {
                    log.debug("closing a log", e);
                }
            }
        }

        @Override
        public void onError(Throwable throwable) {
            super.onError(throwable);
            sink.end();
        }

        @Override
        public void onComplete() {
            super.onComplete();
            sink.end();
        }
    }
}
