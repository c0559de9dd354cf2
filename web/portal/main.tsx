import '@cloudscape-design/global-styles/index.css'
import '../kit/page.css'
import './portal.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { keepAppearance } from '../kit/appearance.ts'
import { App } from './app.tsx'
import { routeOf } from './route.ts'

const route = routeOf(window.location.hash)
const root = document.getElementById('root')

if (route.page === 'elsewhere') window.location.replace(route.path)
else if (root) {
  keepAppearance()
  // Requests say themselves when trying again makes sense, and a portal that stands open must not ask all day long. The
  // browser may think that it is offline and be wrong: the server can be on this very machine.
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        refetchOnWindowFocus: false,
        staleTime: Number.POSITIVE_INFINITY,
      },
    },
  })
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>,
  )
}
