package dev.gyre.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.gyre.node.lifecycle.PullPolicy;
import dev.gyre.node.runtime.ContainerRuntime.ResolvedImage;
import dev.gyre.node.runtime.RuntimeRefusal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Image names, and what they stand for here. */
final class DockerImages {
    /** Registry and path, tag, digest: as the daemon would refuse them, but in the API's word for it. */
    private static final Pattern REFERENCE = Pattern.compile(
            "([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:[\\w][\\w.-]{0,127})?(@[a-z0-9]+:[0-9a-f]{32,})?");

    private final DockerClient docker;

    DockerImages(DockerClient docker) {
        this.docker = docker;
    }

    ResolvedImage resolve(String image, PullPolicy policy, Runnable onPull) {
        if (!image.startsWith("sha256:") && !REFERENCE.matcher(image).matches()) {
            throw new RuntimeRefusal(
                    "InvalidImageName",
                    "Failed to apply default image tag \"" + image + "\": couldn't parse image reference \"" + image
                            + "\": invalid reference format");
        }
        Optional<String> local = policy == PullPolicy.ALWAYS ? Optional.empty() : find(image);
        if (local.isPresent()) {
            return new ResolvedImage(local.get(), false);
        }
        if (policy == PullPolicy.NEVER) {
            throw new RuntimeRefusal(
                    "ErrImageNeverPull", "Container image \"" + image + "\" is not present with pull policy of Never");
        }
        onPull.run();
        pull(image);
        return find(image)
                .map(id -> new ResolvedImage(id, true))
                .orElseThrow(() -> refusal(image, "the image is not there after it was pulled"));
    }

    /** The user of the image's configuration, without its group; empty for none. */
    String user(String imageId) {
        ContainerConfig config = docker.inspectImageCmd(imageId).exec().getConfig();
        String user = config == null ? null : config.getUser();
        return user == null ? "" : user.split(":", 2)[0];
    }

    private Optional<String> find(String image) {
        try {
            return Optional.ofNullable(docker.inspectImageCmd(image).exec().getId());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private void pull(String image) {
        try {
            Pull pull = docker.pullImageCmd(withTag(image)).exec(new Pull());
            pull.awaitCompletion();
            if (pull.error != null) {
                throw refusal(image, pull.error);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusal(image, "the agent is shutting down");
        } catch (RuntimeRefusal e) {
            throw e;
        } catch (RuntimeException e) {
            throw refusal(image, DockerCalls.message(e));
        }
    }

    private static RuntimeRefusal refusal(String image, String why) {
        return new RuntimeRefusal("ErrImagePull", "Failed to pull image \"" + image + "\": " + why);
    }

    /** Without a tag the daemon would fetch every tag there is. */
    private static String withTag(String image) {
        String last = image.substring(image.lastIndexOf('/') + 1);
        return last.contains(":") || last.contains("@") ? image : image + ":latest";
    }

    /** A pull reports its failure as one of its progress lines. */
    private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {
        private volatile @org.jspecify.annotations.Nullable String error;

        @Override
        public void onNext(PullResponseItem item) {
            if (item.getErrorDetail() != null) {
                error = item.getErrorDetail().getMessage();
            }
        }
    }
}
