package io.twinproxy.emulator.contract;

import java.net.URI;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** The last LocalStack that needs no token, where Docker is; its interfaces are moto's, and it has no ELBv2. */
@Testcontainers(disabledWithoutDocker = true)
class LocalStackEc2Test extends Ec2Contract {
    @Container
    private static final LocalStackContainer LOCALSTACK =
            new LocalStackContainer(DockerImageName.parse("localstack/localstack:4.14.0")).withServices("ec2");

    @Override
    URI endpoint() {
        return LOCALSTACK.getEndpoint();
    }

    @Override
    Deviations deviations() {
        return Deviations.moto();
    }
}
