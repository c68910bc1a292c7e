package dev.gyre.node.volume;

import dev.gyre.node.pod.ConfigErrorException;
import dev.gyre.node.pod.NodeFacts;
import dev.gyre.node.pod.VolumeInputs;
import dev.gyre.node.runtime.ContainerSpec.Mount;
import dev.gyre.schemas.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Volumes in directories of this machine, one directory a pod. */
public final class DiskVolumes implements PodVolumes {
    /** What the API shows of a termination message at most. */
    private static final int MAX_MESSAGE_BYTES = 4096;

    private final Path pods;
    private final PersistentVolumes persistent;
    private final Executor executor;

    /**
     * @param nodeDirectory {@code <data>/nodes/<node>}
     * @param persistent the volumes that outlive pods
     * @param executor for blocking work, such as one virtual thread a task
     */
    public DiskVolumes(Path nodeDirectory, PersistentVolumes persistent, Executor executor) {
        this.pods = nodeDirectory.resolve("pods").toAbsolutePath();
        this.persistent = persistent;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Void> prepare(Resource pod, NodeFacts node, VolumeInputs inputs) {
        return run(() -> {
            VolumeContents contents = new VolumeContents(pod, node, inputs);
            for (JsonNode volume : pod.json().path("spec").path("volumes")) {
                String name = volume.path("name").asString("");
                try {
                    prepare(pod, volume, directory(pod.uid(), name), contents, inputs);
                } catch (ConfigErrorException | IOException e) {
                    throw new ConfigErrorException(
                            "MountVolume.SetUp failed for volume \"" + name + "\" : " + e.getMessage());
                }
            }
            return null;
        });
    }

    private void prepare(Resource pod, JsonNode volume, Path directory, VolumeContents contents, VolumeInputs inputs)
            throws IOException {
        switch (VolumeType.of(volume)) {
            case EMPTY_DIR -> EmptyDir.prepare(directory, volume.path("emptyDir"), fsGroup(pod));
            case HOST_PATH -> HostPath.check(volume.path("hostPath"));
            case SECRET -> {
                Tmpfs.mountIfRoot(directory, 0);
                AtomicWriter.write(directory, contents.of(volume), VolumeOwner.of(pod));
            }
            case CONFIG_MAP, DOWNWARD_API -> AtomicWriter.write(directory, contents.of(volume), VolumeOwner.of(pod));
            case PROJECTED -> {
                if (VolumeContents.isSecret(volume)) {
                    Tmpfs.mountIfRoot(directory, 0);
                }
                AtomicWriter.write(directory, contents.of(volume), VolumeOwner.of(pod));
            }
            case CLAIM, EPHEMERAL -> {
                Resource claimed =
                        inputs.persistentVolumes().get(volume.path("name").asString(""));
                if (claimed != null) {
                    lead(directory, persistent.prepare(claimed, fsGroup(pod)));
                }
            }
        }
    }

    /** The pod's directory knows where its volume is, so that a container that is made later finds it without asking. */
    private static void lead(Path link, Path volume) throws IOException {
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(volume)) {
            return;
        }
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, volume);
    }

    private static long fsGroup(Resource pod) {
        return pod.json().path("spec").path("securityContext").path("fsGroup").asLong(-1);
    }

    @Override
    public CompletionStage<List<Mount>> mounts(Resource pod, JsonNode container, int attempt) {
        return run(() -> {
            List<Mount> mounts = new ArrayList<>();
            for (JsonNode mount : container.path("volumeMounts")) {
                mounts.add(mount(pod, mount));
            }
            mounts.add(terminationLog(pod, container, attempt));
            return mounts;
        });
    }

    @Override
    public CompletionStage<NetworkFiles> networkFiles(Resource pod, JsonNode container, NodeFacts node, String podIp) {
        return run(() -> NameFiles.write(pods.resolve(pod.uid()), pod, container, node, podIp));
    }

    private Mount mount(Resource pod, JsonNode mount) throws IOException {
        String name = mount.path("name").asString("");
        JsonNode volume = volumeNamed(pod, name);
        VolumeType type = VolumeType.of(volume);
        Path source = switch (type) {
            case HOST_PATH -> Path.of(volume.path("hostPath").path("path").asString(""));
            case CLAIM, EPHEMERAL -> directory(pod.uid(), name).toRealPath();
            default -> directory(pod.uid(), name);
        };
        boolean isReadOnly = type.isReadOnly()
                || mount.path("readOnly").asBoolean(false)
                || volume.path("persistentVolumeClaim").path("readOnly").asBoolean(false);
        String subPath = mount.path("subPath").asString("");
        return new Mount(
                (subPath.isEmpty() ? source : SubPath.resolve(source, subPath, !type.isReadOnly())).toString(),
                mount.path("mountPath").asString(""),
                isReadOnly,
                mount.path("mountPropagation").asString("None"));
    }

    private static JsonNode volumeNamed(Resource pod, String name) {
        for (JsonNode volume : pod.json().path("spec").path("volumes")) {
            if (volume.path("name").asString("").equals(name)) {
                return volume;
            }
        }
        throw new ConfigErrorException("volume \"" + name + "\" not found");
    }

    private Mount terminationLog(Resource pod, JsonNode container, int attempt) throws IOException {
        Path file = terminationLog(pod.uid(), container.path("name").asString(""), attempt);
        Files.createDirectories(file.getParent());
        if (!Files.exists(file)) {
            Files.createFile(file);
            Permissions.set(file, 0666);
        }
        String target = container.path("terminationMessagePath").asString("/dev/termination-log");
        return new Mount(file.toString(), target, false, "None");
    }

    @Override
    public CompletionStage<String> terminationMessage(String podUid, String container, int attempt) {
        return run(() -> {
            Path file = terminationLog(podUid, container, attempt);
            if (!Files.isRegularFile(file)) {
                return "";
            }
            try (var in = Files.newInputStream(file)) {
                return new String(in.readNBytes(MAX_MESSAGE_BYTES), java.nio.charset.StandardCharsets.UTF_8);
            }
        });
    }

    private Path terminationLog(String podUid, String container, int attempt) {
        return pods.resolve(podUid).resolve("containers").resolve(container).resolve("termination-log-" + attempt);
    }

    @Override
    public CompletionStage<Void> remove(String podUid) {
        return run(() -> {
            Path pod = pods.resolve(podUid);
            Path volumes = pod.resolve("volumes");
            if (Files.isDirectory(volumes)) {
                try (Stream<Path> each = Files.list(volumes)) {
                    for (Path volume : each.toList()) {
                        Tmpfs.unmount(volume);
                    }
                }
            }
            Trees.delete(pod);
            return null;
        });
    }

    @Override
    public CompletionStage<Set<String>> podUids() {
        return run(() -> {
            Set<String> uids = new HashSet<>();
            if (Files.isDirectory(pods)) {
                try (Stream<Path> each = Files.list(pods)) {
                    each.forEach(pod -> uids.add(pod.getFileName().toString()));
                }
            }
            return uids;
        });
    }

    private Path directory(String podUid, String volume) {
        return pods.resolve(podUid).resolve("volumes").resolve(volume);
    }

    private <T> CompletionStage<T> run(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                result.complete(work.call());
            } catch (ConfigErrorException e) {
                result.completeExceptionally(e);
            } catch (Exception e) {
                result.completeExceptionally(new ConfigErrorException(e.toString()));
            }
        });
        return result;
    }
}
