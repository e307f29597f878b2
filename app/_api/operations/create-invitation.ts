import { z } from "zod";
import { createInvitation } from "../../_services/invitations/create-invitation.ts";
import { createInvitationInput, invitationView } from "../../_services/invitations/invitation.ts";
import { exampleInvitation } from "../examples/people.ts";
import { operation } from "../operation.ts";

export const createInvitationOperation = operation({
  method: "POST",
  path: "/invitations",
  id: "createInvitation",
  tag: "Members",
  summary: "Invite somebody",
  description: "The link is shown in this answer and never again. An API key invites no owners.",
  permission: "members.write",
  body: createInvitationInput,
  success: {
    status: 201,
    description: "The invitation, and its link.",
    schema: z.strictObject({
      invitation: invitationView,
      link: z.string().meta({ description: "Works once. Only a hash of it is kept." }),
      mailed: z.boolean().meta({ description: "Whether a letter with the link is on its way." }),
    }),
    headers: { Location: "The path of the invitation." },
  },
  errors: ["conflict"],
  example: {
    body: { role: "developer", email: "grace@example.com", expiresInDays: 7 },
    result: {
      invitation: exampleInvitation,
      link: "https://hato.example.com/invite/Xq3vR7mT0aLw9eKc5uYh2sNb8gDf4jPz",
      mailed: true,
    },
  },
  run: async ({ actor, body }) => {
    const created = await createInvitation(actor, body);
    return { body: created, headers: { location: `/api/v1/invitations/${created.invitation.id}` } };
  },
});
