package io.twinproxy.emulator.core;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Networks and their subnets, and which addresses are taken in each. */
final class Networks {
    private static final Pattern DOT = Pattern.compile("\\.");

    /** The first four addresses of a subnet are reserved by AWS. */
    private static final int FIRST_FREE = 4;

    private final World world;
    private final Calls calls;
    private final SortedMap<String, String> vpcs = new TreeMap<>();
    private final SortedMap<String, Subnet> subnets = new TreeMap<>();
    private final SortedMap<String, Integer> addressesGiven = new TreeMap<>();

    Networks(World world, Calls calls) {
        this.world = world;
        this.calls = calls;
    }

    String createVpc(String cidrBlock, boolean dryRun) {
        return calls.run(Action.CREATE_VPC, cidrBlock, () -> {
            address(cidrBlock);
            Calls.endDryRun(dryRun);
            String id = "vpc-" + world.hex17();
            vpcs.put(id, cidrBlock);
            return id;
        });
    }

    Subnet createSubnet(String vpcId, String cidrBlock, Optional<String> zone, boolean dryRun) {
        return calls.run(Action.CREATE_SUBNET, vpcId + " " + cidrBlock, () -> {
            Ids.VPC.require(vpcId, Optional.ofNullable(vpcs.get(vpcId)));
            address(cidrBlock);
            Calls.endDryRun(dryRun);
            return add(new Subnet("subnet-" + world.hex17(), vpcId, zone.orElse(World.REGION + "a"), cidrBlock));
        });
    }

    Subnet add(Subnet subnet) {
        address(subnet.cidrBlock());
        vpcs.putIfAbsent(subnet.vpcId(), "10.0.0.0/8");
        if (subnets.putIfAbsent(subnet.subnetId(), subnet) != null) {
            throw new IllegalArgumentException("subnet " + subnet.subnetId() + " exists already");
        }
        return subnet;
    }

    Subnet subnet(String subnetId) {
        return Ids.SUBNET.require(subnetId, Optional.ofNullable(subnets.get(subnetId)));
    }

    /** An address of the subnet that was not given out before. */
    String nextAddress(Subnet subnet) {
        int given = addressesGiven.merge(subnet.subnetId(), 1, Integer::sum);
        if (given > size(subnet.cidrBlock()) - FIRST_FREE - 1) {
            throw CloudError.refused("InsufficientFreeAddressesInSubnet", "No free address in '%s'", subnet.subnetId());
        }
        return dotted(address(subnet.cidrBlock()) + FIRST_FREE - 1 + given);
    }

    private static long address(String cidrBlock) {
        int slash = cidrBlock.indexOf('/');
        long value = 0;
        int parts = 0;
        try {
            for (String part : DOT.split(slash < 0 ? cidrBlock : cidrBlock.substring(0, slash), -1)) {
                int octet = Integer.parseInt(part);
                if (octet < 0 || octet > 255) {
                    throw new NumberFormatException(part);
                }
                value = value * 256 + octet;
                parts++;
            }
            int prefix = slash < 0 ? -1 : Integer.parseInt(cidrBlock.substring(slash + 1));
            if (prefix < 8 || prefix > 28) {
                throw new NumberFormatException(cidrBlock);
            }
        } catch (NumberFormatException e) {
            parts = 0;
        }
        if (parts != 4) {
            throw CloudError.refused("InvalidParameterValue", "Value (%s) is not a valid CIDR block", cidrBlock);
        }
        return value;
    }

    void requireVpc(String vpcId) {
        var unused = Ids.VPC.require(vpcId, Optional.ofNullable(vpcs.get(vpcId)));
    }

    /** Whether an address lies in a block; a malformed one is refused. */
    static boolean within(String cidrBlock, String address) {
        long size = size(cidrBlock);
        return address(address + "/28") / size == address(cidrBlock) / size;
    }

    private static long size(String cidrBlock) {
        return 1L << (32 - Integer.parseInt(cidrBlock.substring(cidrBlock.indexOf('/') + 1)));
    }

    private static String dotted(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }
}
