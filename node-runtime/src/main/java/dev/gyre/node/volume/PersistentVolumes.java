package dev.gyre.node.volume;

import dev.gyre.node.pod.ConfigErrorException;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.storage.LocalPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/**
 * PersistentVolumes that this node can mount: paths of its own, which somebody else has made, and the directories of the
 * provisioner {@code gyre.dev/local-path}, which are made here and removed here. Of the latter none is anywhere but right below
 * the node's own directory for them, whatever its object says.
 */
public final class PersistentVolumes {

    private final String node;
    private final Path root;

    /** @param root {@code <data>/nodes/<node>/volumes} */
    public PersistentVolumes(String node, Path root) {
        this.node = node;
        this.root = root.toAbsolutePath().normalize();
    }

    public Path root() {
        return root;
    }

    /** Where the volume is, once it is there. */
    Path prepare(Resource volume, long fsGroup) throws IOException {
        JsonNode spec = volume.json().path("spec");
        String mode = spec.path("volumeMode").asString("Filesystem");
        if (!mode.equals("Filesystem")) {
            throw new ConfigErrorException("volumeMode " + mode + " is not supported on this node");
        }
        if (LocalPath.isOne(volume.json())) {
            return make(volume, fsGroup);
        }
        if (spec.path("hostPath").isObject()) {
            HostPath.check(spec.path("hostPath"));
            return Path.of(spec.path("hostPath").path("path").asString(""));
        }
        if (spec.path("local").isObject()) {
            return local(Path.of(LocalPath.path(volume.json())), fsGroup);
        }
        throw new ConfigErrorException("no volume plugin matched: the type of the PersistentVolume \"" + volume.name()
                + "\" is not supported on this node");
    }

    private static Path local(Path path, long fsGroup) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new ConfigErrorException("path \"" + path + "\" does not exist");
        }
        Permissions.giveToGroup(path, fsGroup);
        return path;
    }

    private Path make(Resource volume, long fsGroup) throws IOException {
        Path directory = directory(volume);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(root);
            Files.createDirectory(directory);
            Permissions.set(directory, 0777);
        }
        Permissions.giveToGroup(directory, fsGroup);
        return directory;
    }

    /** Takes a volume's directory away with all that is in it; one that is not there is gone already. */
    public void remove(Resource volume) throws IOException {
        Trees.delete(directory(volume));
    }

    /** Its name is one word of letters, digits, dots and dashes; what is made of it is held against what its object says. */
    private Path directory(Resource volume) {
        Path directory = root.resolve(volume.name()).normalize();
        boolean isRightBelow = root.equals(directory.getParent());
        boolean isMeant =
                LocalPath.isOneOn(volume.json(), node) && directory.toString().equals(LocalPath.path(volume.json()));
        if (!isRightBelow || !isMeant) {
            throw new ConfigErrorException("the PersistentVolume \"" + volume.name() + "\" at \""
                    + LocalPath.path(volume.json()) + "\" is not one of the node " + node + ", whose volumes are in "
                    + root);
        }
        return directory;
    }
}
